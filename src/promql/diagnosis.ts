/** How much it matters: `error` makes a query wrong, `warning` may, `info` is about style. */
export type Severity = 'error' | 'warning' | 'info';

/**
 * Who asks the question that an answer is held against: a step of a mission, or the reference of `promql compare`.
 */
export type Asker = 'step' | 'reference';

/** What is wrong with a query, told to someone who is learning. */
export interface Finding {
  /** The part of the query that it is about, in UTF-16 code units from the start; undefined for the whole. */
  at?: { from: number; to: number };
  severity: Severity;
  /** What is the case, in one sentence. */
  message: string;
  /** Why it matters, or how PromQL works here. */
  why: string;
  /** What to do. Never the whole solution. */
  fix: string;
}

/** What every rule that makes diagnoses says about itself. Its place among the others is in order.ts. */
export interface Rule {
  /** Stable: missions and readers name it. */
  id: string;
  /** Ids of rules whose finding is only an effect of what this rule finds: their findings are dropped. */
  supersedes?: readonly string[];
}

/** A finding with the stable id of the rule that made it. */
export interface Diagnosis extends Finding {
  rule: string;
}
