import { type Expr, walk } from '../syntax/ast.js';
import { isFunctionName } from '../syntax/functions.js';

/** A part of PromQL that not every Prometheus understands. */
interface Feature {
  /** As it is called on the screen. */
  name: string;
  /** The first version that has it. */
  since?: string;
  /** The first version that has it without the flag. */
  stable?: string;
  /** The value of `--enable-feature` that turns it on. */
  flag?: string;
  /** What to type on a server without it. */
  instead?: string;
}

const EXPERIMENTAL = 'promql-experimental-functions';

/**
 * Sources: Prometheus' changelog and https://prometheus.io/docs/prometheus/latest/feature_flags/. A version is
 * missing if it is not certain.
 */
const FUNCTION_FEATURES: Readonly<Record<string, Omit<Feature, 'name'>>> = {
  limitk: { since: '2.54', flag: EXPERIMENTAL, instead: 'topk(n, …) also keeps n series, the largest ones.' },
  limit_ratio: { since: '2.54', flag: EXPERIMENTAL },
  info: {
    since: '3.0',
    flag: EXPERIMENTAL,
    instead:
      'To copy labels from another metric, multiply: metric * on (job, instance) group_left (label) target_info.',
  },
  double_exponential_smoothing: {
    since: '3.0',
    flag: EXPERIMENTAL,
    instead: 'Before Prometheus 3 it is called holt_winters().',
  },
  mad_over_time: { flag: EXPERIMENTAL },
  sort_by_label: { flag: EXPERIMENTAL },
  sort_by_label_desc: { flag: EXPERIMENTAL },
  ts_of_min_over_time: { since: '3.5', flag: EXPERIMENTAL },
  ts_of_max_over_time: { since: '3.5', flag: EXPERIMENTAL },
  ts_of_last_over_time: { since: '3.5', flag: EXPERIMENTAL },
  ts_of_first_over_time: { since: '3.7', flag: EXPERIMENTAL },
  first_over_time: {
    since: '3.7',
    stable: '3.14',
    flag: EXPERIMENTAL,
    instead: 'last_over_time() exists in all versions.',
  },
  histogram_quantiles: { flag: EXPERIMENTAL, instead: 'Use histogram_quantile() once for each quantile.' },
  histogram_count: { since: '2.40' },
  histogram_sum: { since: '2.40' },
  histogram_fraction: { since: '2.40' },
  histogram_stddev: { since: '2.47' },
  histogram_stdvar: { since: '2.47' },
  histogram_avg: {
    since: '2.52',
    instead:
      'It reads native histograms. A classic one has series that end in _sum and _count: divide the rate of the one by the rate of the other.',
  },
};

/** Functions that are gone, and what they are called now. */
const RENAMED: Readonly<Record<string, { to: string; version: string; flag: string }>> = {
  holt_winters: { to: 'double_exponential_smoothing', version: '3.0', flag: EXPERIMENTAL },
};

const DURATION_EXPRESSION: Feature = {
  name: 'Arithmetic in a duration',
  since: '3.4',
  stable: '3.14',
  flag: 'promql-duration-expr',
  instead: 'Write the result as one duration, such as [2m].',
};
const EDGES: Feature = {
  name: 'The modifier anchored or smoothed',
  since: '3.7',
  stable: '3.16',
  flag: 'promql-extended-range-selectors',
};
const FILL: Feature = {
  name: 'fill',
  flag: 'promql-binop-fill-modifiers',
  instead: 'Without it, give the missing side a value with or: (a or b * 0).',
};
const QUOTED_NAMES: Feature = {
  name: 'A quoted name of a metric or label',
  since: '3.0',
  instead: 'Names of letters, digits and underscores need no quotes.',
};
const SECONDS_AS_DURATION: Feature = {
  name: 'A duration in place of a number',
  since: '3.0',
  instead:
    'Write the number of seconds: an hour has 3600. For the value at an earlier time, write metric offset 5m.',
};

export interface FeatureExplanation {
  id: string;
  why: string;
  fix: string;
}

/**
 * Explains a refusal that names what the server’s version or flags do not have; undefined if it is about something
 * else.
 */
export function explainFeature(reason: string, text: string, expr: Expr): FeatureExplanation | undefined {
  const [, unknown] = /unknown function with name "(\w+)"/.exec(reason) ?? [];
  if (unknown !== undefined) {
    return /^fill(?:_left|_right)?$/.test(unknown) ? explain(FILL) : ofFunction(unknown);
  }
  const switchedOff = /is not enabled|is experimental|are experimental|not enabled|must be enabled/.test(
    reason,
  );
  if (switchedOff) {
    const [, func = ''] = /"?(\w+)"?(?:\(\))? is (?:not enabled|experimental)/.exec(reason) ?? [];
    if (func in FUNCTION_FEATURES) return explain({ name: `${func}()`, ...FUNCTION_FEATURES[func] });
    const feature = used(expr, text) ?? named(reason);
    if (feature) return explain(feature);
    return {
      id: 'not-enabled',
      why: 'This server has the feature, but it is turned off.',
      fix: `Start Prometheus with the flag that it names${/--enable-feature/.test(reason) ? '' : ', --enable-feature=…'}, or write the query without it.`,
    };
  }
  return undefined;
}

/** The newer part of PromQL that a query uses, if a server can't parse it and nothing else explains why. */
export function explainNewer(reason: string, text: string, expr: Expr): FeatureExplanation | undefined {
  if (!/unexpected|bad |invalid|missing unit|trailing commas/.test(reason)) return undefined;
  const feature = used(expr, text);
  return feature && explain(feature);
}

function ofFunction(name: string): FeatureExplanation | undefined {
  const renamed = RENAMED[name];
  if (renamed) {
    return {
      id: 'needs-version',
      why: `${name}() was renamed in Prometheus ${renamed.version} to ${renamed.to}(), which is experimental.`,
      fix: `Write ${renamed.to}(…), and start Prometheus with --enable-feature=${renamed.flag}.`,
    };
  }
  const feature = Object.hasOwn(FUNCTION_FEATURES, name) ? FUNCTION_FEATURES[name] : undefined;
  if (feature) return explain({ name: `${name}()`, ...feature });
  if (!isFunctionName(name) || name !== name.toLowerCase()) return undefined;
  return {
    id: 'needs-version',
    why: `${name}() exists in other versions of Prometheus, and this server does not have it.`,
    fix: 'Use a server with a version that has it, or write the query without it.',
  };
}

function explain({ name, since, stable, flag, instead }: Feature): FeatureExplanation {
  const from = since === undefined ? 'needs a newer Prometheus' : `needs Prometheus ${since} or later`;
  const option = flag === undefined ? '' : ` and the flag --enable-feature=${flag}`;
  const later = stable === undefined ? '' : `; since ${stable} it needs no flag`;
  return {
    id: flag === undefined ? 'needs-version' : 'not-enabled',
    why: `${name} ${from}${option}${later}.`,
    fix: `${flag === undefined ? 'Use a newer Prometheus' : `Start Prometheus with --enable-feature=${flag}`}, or write the query without it.${instead === undefined ? '' : ` ${instead}`}`,
  };
}

function named(reason: string): Feature | undefined {
  if (/duration/.test(reason)) return DURATION_EXPRESSION;
  if (/anchored|smoothed/.test(reason)) return EDGES;
  return /fill/.test(reason) ? FILL : undefined;
}

/** The first newer part of PromQL that a query uses. */
function used(expr: Expr, text: string): Feature | undefined {
  const nodes = [...walk(expr)].map(({ node }) => node);
  if (nodes.some((node) => node.kind === 'binary' && node.fill)) return FILL;
  if (nodes.some((node) => 'edges' in node && node.edges)) return EDGES;
  if (
    /(?:\[|\boffset\b)[^\]"']*(?:[*/+^(]|\d\s*-|step\(\)|range\(\))/.test(text) &&
    nodes.some(hasDuration)
  ) {
    if (/(?:\[[^\]"']*(?:[*/+^(]|\d\w*\s*-)|\boffset\s*-?\s*\()/.test(text)) return DURATION_EXPRESSION;
  }
  for (const node of nodes) {
    const name = node.kind === 'call' ? node.func : node.kind === 'aggregation' ? node.op : '';
    if (Object.hasOwn(FUNCTION_FEATURES, name) && FUNCTION_FEATURES[name]?.flag) {
      return { name: `${name}()`, ...FUNCTION_FEATURES[name] };
    }
  }
  if (/\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^()]*["']/.test(text)) return QUOTED_NAMES;
  if (/\{(?:[^{}]*,)?\s*["'][^"']*["']\s*(?:[,}]|[=!])/.test(text)) return QUOTED_NAMES;
  return nodes.some(
    (node) => node.kind === 'number' && /^\d+(?:ms|[smhdwy])/.test(text.slice(node.from, node.to)),
  )
    ? SECONDS_AS_DURATION
    : undefined;
}

function hasDuration(node: Expr): boolean {
  return (
    node.kind === 'subquery' ||
    (node.kind === 'selector' && (node.range !== undefined || node.offset !== undefined))
  );
}
