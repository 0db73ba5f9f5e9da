import { listed } from '../../util/text/words.js';
import type { Asker, Diagnosis } from '../diagnosis.js';
import { rangeCalls } from '../differences/contents.js';
import type { Case } from '../differences/difference.js';
import { FUNCTION_RESULT, wanted } from '../differences/meanings.js';
import { metricNames } from '../meaning/topic.js';
import { type Expr, type Matcher, selectors, walk } from '../syntax/ast.js';
import { COUNTER_FUNCTIONS } from '../syntax/functions.js';
import { quote } from '../syntax/quoting.js';

/**
 * What lint found, in the light of the reference: lint alone can't know which of several remedies leads to the answer,
 * and a label that another metric has is no typo in a query of the wrong metric.
 */
export function inLightOf(difference: Case, found: readonly Diagnosis[]): Diagnosis[] {
  const names = metricNames(difference.reference.expr);
  const own = metricNames(difference.answer.expr);
  const astray = names.length > 0 && own.length > 0 && !own.some((name) => names.includes(name));
  const asked = labelsOf(difference);
  return found
    .filter(
      ({ rule, message }) =>
        !(
          astray &&
          (rule === 'stale-offset' ||
            (rule === 'unknown-label' && [...asked].some((label) => message.endsWith(` ${label}.`))))
        ),
    )
    .map((diagnosis) => ({ ...diagnosis, ...adviceOn(diagnosis, difference, names) }));
}

function adviceOn(
  { rule, fix, message }: Diagnosis,
  { reference, asker }: Case,
  names: readonly string[],
): Partial<Diagnosis> | undefined {
  switch (rule) {
    case 'delta-on-counter':
    case 'raw-difference':
    case 'counter-over-time': {
      const [func, ...others] = counterFunctions(reference.expr);
      if (func === undefined || others.length > 0 || fix.includes('divide')) return undefined;
      return {
        fix: `Use ${func}(): it handles restarts, and the ${asker} asks for ${FUNCTION_RESULT[func]}.`,
      };
    }
    case 'unknown-metric':
      return names.length > 0 && fix.startsWith('The API lists')
        ? { fix: `The ${asker} is about ${listed(names)}.` }
        : undefined;
    case 'unknown-label-value': {
      const [, label] = /^Write (\w+)=~/.exec(fix) ?? [];
      const exact = matchersOn(label, reference.expr);
      const [only] = exact;
      return only && exact.length === 1 && only.op === '='
        ? { fix: `Write ${only.label}=${quote(only.value)}: the ${asker} asks for one value.` }
        : undefined;
    }
    case 'buckets-added-up':
      return names.some((name) => name.endsWith('_sum')) &&
        !names.some((name) => /_(?:bucket|count)$/.test(name))
        ? { fix: `Use the series that the ${asker} is about: ${listed(names)}.` }
        : undefined;
    case 'unknown-label': {
      const [, label = ''] = /has a label (\w+)\.$/.exec(message) ?? [];
      const joined = [...walk(reference.expr)].some(
        ({ node }) => node.kind === 'binary' && node.matching?.group?.include.includes(label) === true,
      );
      return joined
        ? { fix: `Bring ${label} over from the metric that has it: a * on (label) group_left (${label}) b.` }
        : undefined;
    }
    case 'lost-label': {
      const [inner] = [...walk(reference.expr)].flatMap(({ node, parents }) =>
        node.kind === 'aggregation' && parents.some(({ kind }) => kind === 'aggregation') ? [node] : [],
      );
      const labels = inner?.grouping?.mode === 'by' ? inner.grouping.labels : [];
      return labels.length > 0 &&
        reference.expr.kind === 'aggregation' &&
        !reference.expr.grouping &&
        !reference.expr.param
        ? {
            fix: `Group by ${listed(labels)} inside, and not outside: ${reference.expr.op}(${inner!.op} by (${labels.join(', ')}) (…)).`,
          }
        : undefined;
    }
    case 'absent-as-zero':
      return [...walk(reference.expr)].some(({ node }) => node.kind === 'binary' && node.op === 'unless')
        ? { fix: 'Write a unless on (label) b: it keeps the series of a whose label no series of b has.' }
        : undefined;
    default:
      return undefined;
  }
}

/** What a refusal says, in the light of the reference: general advice is replaced by what the reference asks for. */
export function refusalInLightOf(diagnosis: Diagnosis, reference: Expr, asker: Asker = 'step'): Diagnosis {
  const { rule, fix } = diagnosis;
  const all = [...new Set(rangeCalls(reference))];
  const overTime = all.filter((func) => !COUNTER_FUNCTIONS.has(func));
  const functions = overTime.length > 0 ? overTime : all;
  const [growth, ...others] = counterFunctions(reference);
  if (rule === 'needs-instant' && growth !== undefined && others.length === 0 && fix.startsWith('Write ')) {
    return {
      ...diagnosis,
      why: diagnosis.why.replace(/\brate\(\)/g, `${growth}()`),
      fix: fix.replace(/\brate\(/g, `${growth}(`),
    };
  }
  if (rule === 'needs-instant' && fix.startsWith('Turn each window')) {
    return {
      ...diagnosis,
      fix:
        functions.length === 0
          ? `Remove the range: the ${asker} asks about the present.`
          : `Turn each window into one value first. ${wanted(functions, asker)}`,
    };
  }
  if (rule === 'unknown-function' && fix.startsWith('See ') && functions.length > 0) {
    return { ...diagnosis, fix: wanted(functions, asker) };
  }
  return diagnosis;
}

function counterFunctions(expr: Expr): string[] {
  const all = [...walk(expr)].flatMap(({ node }) =>
    node.kind === 'call' && COUNTER_FUNCTIONS.has(node.func) ? [node.func] : [],
  );
  return [...new Set(all)];
}

function matchersOn(label: string | undefined, expr: Expr): Matcher[] {
  return selectors(expr).flatMap(({ matchers }) => matchers.filter((matcher) => matcher.label === label));
}

/** The labels that the reference's result has. */
function labelsOf({ reference }: Case): ReadonlySet<string> {
  return new Set(reference.evaluation.rows.flatMap(({ labels }) => Object.keys(labels)));
}
