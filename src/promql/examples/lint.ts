import { LABEL_EXAMPLES } from './lint-labels.js';
import { VALUE_EXAMPLES } from './lint-values.js';

/** Rule → queries it must speak of, the most telling first, and queries it must be silent about. */
export type LintExamples = Readonly<Record<string, { speaks: readonly string[]; silent: readonly string[] }>>;

/** What the lint rules are tested on, and what docs/promql-lint.md shows of them. */
export const LINT_EXAMPLES: LintExamples = { ...LABEL_EXAMPLES, ...VALUE_EXAMPLES };
