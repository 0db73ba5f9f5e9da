/** One mistake in an accepted answer, as `mission check --attack` makes them. */

export type MutantClass =
  | 'number'
  | 'duration'
  | 'matcher'
  | 'label'
  | 'function'
  | 'operator'
  | 'aggregation'
  | 'clause'
  | 'option'
  | 'for'
  | 'annotation'
  | 'group'
  | 'name'
  | 'type'
  | 'line'
  | 'unit'
  | 'legend';

/** Why a mutant may pass without being listed: docs/authoring.md has what each of them means. */
export type BuiltInReason =
  | 'limit-never-met'
  | 'presence-only'
  | 'same-series'
  | 'one-job'
  | 'of-instance'
  | 'one-series'
  | 'info-is-one'
  | 'within-tolerance'
  | 'free-text'
  | 'not-asked';

export interface Mutant {
  /** The whole answer, as a learner would give it. */
  answer: string;
  /** How the report and `survivors` name it: the query, or for a file what was changed in it. Unique within an answer. */
  name: string;
  class: MutantClass;
  /** What was changed, in words. */
  change: string;
  /** Set if it may pass. */
  reason?: BuiltInReason;
}
