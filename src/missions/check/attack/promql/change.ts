import type { Expr, Visit } from '../../../../promql/syntax/ast.js';
import type { BuiltInReason, MutantClass } from '../mutant.js';
import type { Catalogue } from './canonical.js';

/** A query with one change, before it is written. */
export interface Edit {
  expr: Expr;
  class: MutantClass;
  change: string;
  reason?: BuiltInReason;
  /** Changes values, and which series there are only by the way. */
  valueOnly?: boolean;
}

/** What a node may become. */
export type Change = (visit: Visit, catalogue: Catalogue) => Iterable<Edit>;
