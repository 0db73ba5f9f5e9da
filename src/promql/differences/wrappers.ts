import { divergence, same } from '../meaning/divergence.js';
import { foldConstant } from '../meaning/selection.js';
import { children, type Expr } from '../syntax/ast.js';
import type { DifferenceRule } from './difference.js';

/** Rules about answers that do one thing more than the reference, around a part that is right. */
export const wrapperRules: readonly DifferenceRule[] = [
  {
    id: 'extra-operation',
    appliesToNothing: true,
    explainsAccident: true,
    supersedes: ['different-function', 'empty-result'],
    find: ({ reference, answer, asker }) => {
      const found = divergence(reference.expr, answer.expr);
      const inside = found ? children(found.answer).map(withoutSubquery) : [];
      if (!found || !inside.some((child) => same(child, found.reference))) return undefined;
      const wrapper = found.answer;
      if (numberIn(wrapper) !== undefined) return undefined;
      if (wrapper.kind === 'call' && !OWN_RULES.test(wrapper.func)) {
        return {
          severity: 'error',
          message: `Everything inside ${wrapper.func}() is right; the ${asker} does not ask for ${wrapper.func}().`,
          why:
            EFFECT[wrapper.func] ??
            (wrapper.func.endsWith('_over_time')
              ? `What is inside already looks back over its window; ${wrapper.func}() does so once more, over the results.`
              : `${wrapper.func}() changes the values or drops some of them.`),
          fix: `Remove ${wrapper.func}(…)${children(wrapper).some(({ kind }) => kind === 'subquery') ? ' and its [range:step]' : ''}, and keep what is in it.`,
        };
      }
      if (wrapper.kind === 'binary' && /^[-+*/]$/.test(wrapper.op) && !wrapper.matching) {
        const other = same(withoutSubquery(wrapper.left), found.reference) ? 'right' : 'left';
        if ([wrapper.left, wrapper.right].every((side) => numberIn(side) === undefined)) {
          return {
            severity: 'error',
            message: `Everything is right except the ${wrapper.op} and what is on its ${other}: the ${asker} does not ask for that.`,
            why: 'It changes one part of your query, and everything around that is computed from the result.',
            fix: `Remove the ${wrapper.op} and its ${other} side.`,
          };
        }
      }
      // Around the whole query, a number shows in the values: as a factor, a difference or a complement.
      if (wrapper.kind !== 'binary' || !found.around || !/^[-+*/]$/.test(wrapper.op)) return undefined;
      const number = numberIn(wrapper.left) ?? numberIn(wrapper.right);
      if (number === undefined) return undefined;
      const written =
        numberIn(wrapper.left) === undefined ? `${wrapper.op} ${number}` : `${number} ${wrapper.op}`;
      return {
        severity: 'error',
        message: `Everything is right except “${written}”, which the ${asker} does not ask for.`,
        why: 'It is applied to a part of your query, and everything around it is computed from the result.',
        fix: `Remove “${written}”.`,
      };
    },
  },
];

/** Functions whose effect on a result has a rule of its own. */
const OWN_RULES =
  /^(?:scalar|vector|round|floor|ceil|absent|absent_over_time|label_replace|label_join|sort|sort_desc)$/;

const EFFECT: Readonly<Record<string, string>> = {
  abs: 'abs() drops the sign: whether a value is above or below zero is lost.',
  clamp_min: 'clamp_min() replaces every value below its limit by the limit.',
  clamp_max: 'clamp_max() replaces every value above its limit by the limit.',
  clamp: 'clamp() replaces every value outside its limits by a limit.',
};

/** What a function over time gets the results of. */
function withoutSubquery(expr: Expr): Expr {
  return expr.kind === 'subquery' && expr.expr.kind !== 'selector' ? expr.expr : expr;
}

function numberIn(expr: Expr): number | undefined {
  return foldConstant(expr);
}
