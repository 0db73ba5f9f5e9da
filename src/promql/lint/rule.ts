import type { Expr, Visit } from '../syntax/ast.js';
import type { Finding } from '../diagnosis.js';
import type { Facts } from '../meaning/facts.js';

/** A query taken apart once, for all rules. */
export interface LintedQuery {
  expr: Expr;
  nodes: readonly Visit[];
}

/** Something that a query's text, with the server's facts, shows to be wrong or doubtful. */
export interface LintRule {
  /** Stable: missions and readers name it. */
  id: string;
  check: (query: LintedQuery, facts: Facts) => Finding[];
}
