import type { Finding, Rule } from '../diagnosis.js';
import type { Facts } from '../meaning/facts.js';
import type { Expr, Visit } from '../syntax/ast.js';

/** A query taken apart once, for all rules. */
export interface LintedQuery {
  expr: Expr;
  nodes: readonly Visit[];
}

/** Something that a query's text, with the server's facts, shows to be wrong or doubtful. */
export interface LintRule extends Rule {
  /**
   * The query is right only while nothing restarts or falls, and no equivalent of a sound reference does this: an
   * answer that breaks the rule fails even if its values equal the reference's.
   */
  refusesPass?: true;
  /** An error found by this rule explains why a selector finds no series. */
  explainsNoSeries?: true;
  check: (query: LintedQuery, facts: Facts) => Finding[];
}
