import type { Finding } from '../../diagnosis.js';
import { divergence } from '../../meaning/divergence.js';
import { walk } from '../../syntax/ast.js';
import { type Expr } from '../../syntax/ast.js';
import { COMPARISONS, SET_OPERATORS } from '../../syntax/functions.js';
import type { Case, DifferenceRule } from '../difference.js';
import { COMBINATION, OPERATOR_MEANING } from '../meanings.js';

/** Rules about answers that have another operator than the reference. */
export const operatorRules: readonly DifferenceRule[] = [
  {
    id: 'different-operator',
    appliesToNothing: true,
    supersedes: [
      'missing-division',
      'missing-series',
      'extra-series',
      'constant-difference',
      'constant-factor',
      'factor-60',
      'factor-100',
      'factor-1000',
      'factor-3600',
      'different-comparison',
    ],
    find: (difference) => {
      const found = divergence(difference.reference.expr, difference.answer.expr);
      const [reference, answer] = [found?.reference, found?.answer];
      if (reference?.kind !== 'binary' || answer?.kind !== 'binary' || reference.op === answer.op) {
        return otherSetOperator(difference);
      }
      if (
        !(reference.op in OPERATOR_MEANING) ||
        !(answer.op in OPERATOR_MEANING || COMPARISONS.has(answer.op))
      ) {
        return undefined;
      }
      if (divergence({ ...reference, op: answer.op }, answer)) return otherSetOperator(difference);
      return {
        severity: 'error',
        message: `Everything is right except the operator ${answer.op}.`,
        why: `${OPERATOR_MEANING[answer.op] ?? `${answer.op} compares: it keeps the series for which the comparison is true, with the values of the left side.`} The ${difference.asker} asks for a different combination of the two sides.`,
        fix: `It asks for ${COMBINATION[reference.op] ?? 'something else'}.`,
      };
    },
  },
];

/** Another set operator than the reference has, wherever they are. */
function otherSetOperator({ reference, answer, asker }: Case): Finding | undefined {
  const operators = (expr: Expr): string =>
    [...walk(expr)]
      .flatMap(({ node }) => (node.kind === 'binary' && SET_OPERATORS.has(node.op) ? [node.op] : []))
      .join();
  const [asked, given] = [operators(reference.expr), operators(answer.expr)];
  if (!/^(?:and|unless)$/.test(asked) || !SET_OPERATORS.has(given) || asked === given) return undefined;
  return {
    severity: 'error',
    message: `You use ${given}; the ${asker} asks for another combination of the two sides.`,
    why: `${OPERATOR_MEANING[given]}`,
    fix: `It asks for ${COMBINATION[asked]}.`,
  };
}
