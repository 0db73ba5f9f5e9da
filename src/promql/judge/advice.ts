import { formatDuration } from '../../util/duration.js';
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
  const quantile = (expr: Expr): boolean =>
    [...walk(expr)].some(({ node }) => node.kind === 'call' && node.func === 'histogram_quantile');
  // What should be missing is no typo.
  const missing = selectors(difference.reference.expr).flatMap(({ matchers }) =>
    asksForMissing(difference.reference.expr) ? matchers.map(({ value }) => `"${value}"`) : [],
  );
  // A bound that doesn't exist was meant as the quantile.
  const misread = quantile(difference.reference.expr) && !quantile(difference.answer.expr);
  return found
    .filter(
      ({ rule, message }) =>
        !(rule === 'unknown-label-value' && missing.some((value) => message.includes(value))) &&
        !(misread && rule === 'unknown-label-value' && / has le[=!~]/.test(message)) &&
        !(
          astray &&
          (rule === 'stale-offset' ||
            (rule === 'unknown-label' && [...asked].some((label) => message.endsWith(` ${label}.`))))
        ),
    )
    .map((diagnosis) => ({ ...diagnosis, ...adviceOn(diagnosis, difference, names) }))
    .map((diagnosis) => withWindowOf(difference.reference.expr, diagnosis));
}

function adviceOn(
  { rule, fix, message }: Diagnosis,
  { reference, answer, asker }: Case,
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
    case 'rate-on-gauge':
    case 'resets-on-gauge': {
      const functions = [...new Set(rangeCalls(reference.expr))];
      if (functions.some((func) => COUNTER_FUNCTIONS.has(func))) return undefined;
      return {
        fix:
          functions.length > 0
            ? wanted(functions, asker)
            : `Remove the function and its range: the ${asker} asks for what the gauge shows.`,
      };
    }
    case 'rate-of-rate': {
      const [func, ...others] = counterFunctions(reference.expr);
      return func === undefined || others.length > 0
        ? undefined
        : {
            fix: `The ${asker} asks for ${FUNCTION_RESULT[func]}: apply one function to the counter, and nothing around it.`,
          };
    }
    case 'unknown-metric':
      return names.length > 0 && fix.startsWith('The API lists')
        ? { fix: `The ${asker} is about ${listed(names)}.` }
        : undefined;
    case 'unknown-label-value': {
      const [, named] = / has (\w+)[=!~]+"/.exec(message) ?? [];
      if (fix === 'Choose one of those values.' && matchersOn(named, reference.expr).length === 0) {
        return { fix: `Remove the matcher on ${named}: the ${asker} does not restrict it.` };
      }
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
      const joins = (expr: Expr): boolean =>
        [...walk(expr)].some(
          ({ node }) => node.kind === 'binary' && node.matching?.group?.include.includes(label) === true,
        );
      if (joins(reference.expr) && joins(answer.expr)) {
        return {
          message: `You group by ${label} where no join has brought ${label} over.`,
          why: `PromQL computes from the inside out: inside that aggregation no series has the label ${label} yet.`,
          fix: `Join inside the parentheses of every aggregation that groups by ${label}.`,
        };
      }
      return joins(reference.expr)
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

/** Advice on a range has an example in it: with the window that the reference has, it leads further. */
function withWindowOf(reference: Expr, diagnosis: Diagnosis): Diagnosis {
  const ranges = [...new Set(selectors(reference).flatMap(({ range }) => range ?? []))];
  const [window] = ranges;
  return window === undefined || ranges.length > 1 || Number.isNaN(window)
    ? diagnosis
    : { ...diagnosis, fix: diagnosis.fix.replaceAll('[1m]', `[${formatDuration(window)}]`) };
}

/** What a refusal says, in the light of the reference: general advice is replaced by what the reference asks for. */
export function refusalInLightOf(
  diagnosis: Diagnosis,
  { reference, answer }: { reference: Expr; answer?: Expr },
  asker: Asker = 'step',
): Diagnosis {
  const { rule } = diagnosis;
  if (rule === 'needs-range') return withWindowOf(reference, diagnosis);
  const { fix } = diagnosis;
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
  if (rule === 'matching-not-unique') {
    const sideOf = (expr: Expr): string | undefined =>
      [...walk(expr)].flatMap(({ node }) =>
        node.kind === 'binary' ? (node.matching?.group?.side ?? []) : [],
      )[0];
    const [asked, given] = [sideOf(reference), answer && sideOf(answer)];
    if (asked !== undefined && given !== undefined && asked !== given) {
      return {
        ...diagnosis,
        why: `group_${given} says that several series of the ${given} side share one of the other side. Here it is the ${asked} side that has several.`,
        fix: `Write group_${asked}, or swap the two sides.`,
      };
    }
  }
  if (
    rule === 'empty-selector' &&
    answer &&
    selectors(answer).some(({ matchers }) => matchers.some(({ op }) => op.startsWith('!')))
  ) {
    return {
      ...diagnosis,
      fix: 'Select what you want with =, rather than excluding everything else with !=.',
    };
  }
  const grouped = [...walk(reference)].some(({ node }) => node.kind === 'aggregation');
  if (rule === 'grouping-syntax' && !grouped && diagnosis.why.startsWith('Only an aggregation can group')) {
    return {
      ...diagnosis,
      fix: 'Remove by or without: a function or a selector keeps all labels by itself.',
    };
  }
  if (rule === 'unknown-function' && fix.startsWith('See ') && functions.length > 0) {
    return { ...diagnosis, fix: wanted(functions, asker) };
  }
  return diagnosis;
}

function asksForMissing(expr: Expr): boolean {
  return [...walk(expr)].some(({ node }) => node.kind === 'call' && node.func.startsWith('absent'));
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
