/** How much it matters: `error` makes a query wrong, `warning` may, `info` is about style. */
export type Severity = 'error' | 'warning' | 'info';

/** What is wrong with a query, told to someone who is learning. */
export interface Finding {
  severity: Severity;
  /** What is the case, in one sentence. */
  message: string;
  /** Why it matters, or how PromQL works here. */
  why: string;
  /** What to do. Never the whole solution. */
  fix: string;
}

/** A finding with the stable id of the rule that made it. */
export interface Diagnosis extends Finding {
  rule: string;
}
