import type { Asker } from '../diagnosis.js';
import type { Evaluation } from '../meaning/compare.js';
import type { Facts } from '../meaning/facts.js';
import type { WorldsView } from './worlds.js';

/** What judging needs besides the two queries and what they evaluate to. */
export interface JudgeOptions {
  /** Who asks, in the words of the diagnoses; a mission's step by default. */
  asker?: Asker;
  /** Metrics that the answer may take its values from; by default those of the reference. */
  about?: readonly string[] | undefined;
  /** Whether the metric name counts as a label. */
  metricName?: boolean;
  scrapeIntervalSeconds: number;
  /** Whether a wrong answer's diagnoses are left out: they take longer than the verdict. */
  verdictOnly?: boolean | undefined;
  /** What the server knows about the answer's metrics. Called only if it matters, because it takes time. */
  lookUp: () => Promise<Facts>;
  /** Both sides in made-up worlds; undefined if they can't be asked there. Left out: there are none. */
  worlds?: () => Promise<WorldsView | undefined>;
  /** Ids of worlds that don't count for this step. */
  exemptWorlds?: readonly string[] | undefined;
  /**
   * Both sides evaluated as if every counter had grown more; undefined if the queries can't be rewritten for that.
   */
  imagined: () => Promise<Record<'reference' | 'answer', Evaluation> | undefined>;
}
