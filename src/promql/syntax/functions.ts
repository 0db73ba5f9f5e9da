/** Functions that make sense of a counter: they see its restarts. */
export const COUNTER_FUNCTIONS: ReadonlySet<string> = new Set(['rate', 'irate', 'increase']);

/** Functions that need two samples in their range to give anything. */
export const TWO_SAMPLE_FUNCTIONS: ReadonlySet<string> = new Set([
  ...COUNTER_FUNCTIONS,
  'delta',
  'idelta',
  'deriv',
  'predict_linear',
]);

/** Binary operators that filter, or with `bool` give 0 and 1. */
export const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);

/** Binary operators on sets of series. */
export const SET_OPERATORS: ReadonlySet<string> = new Set(['and', 'or', 'unless']);

/** The functions of Prometheus 2.42 and 3.x that are not experimental: those that are offered. */
export const FUNCTIONS: readonly string[] = (
  'abs absent absent_over_time acos acosh asin asinh atan atanh avg_over_time ceil changes clamp clamp_max clamp_min cos cosh ' +
  'count_over_time day_of_month day_of_week day_of_year days_in_month deg delta deriv exp floor histogram_avg histogram_count ' +
  'histogram_fraction histogram_quantile histogram_stddev histogram_stdvar histogram_sum hour idelta increase irate label_join ' +
  'label_replace last_over_time ln log10 log2 max_over_time min_over_time minute month pi predict_linear present_over_time ' +
  'quantile_over_time rad rate resets round scalar sgn sin sinh sort sort_desc sqrt stddev_over_time stdvar_over_time ' +
  'sum_over_time tan tanh time timestamp vector year'
).split(' ');

export const AGGREGATIONS: readonly string[] =
  'avg bottomk count count_values group max min quantile stddev stdvar sum topk'.split(' ');

/** Functions and aggregations that not every Prometheus has: experimental, newer, or gone. */
const OTHER_FUNCTIONS: readonly string[] = (
  'double_exponential_smoothing end first_over_time histogram_quantiles holt_winters info limit_ratio limitk mad_over_time range ' +
  'sort_by_label sort_by_label_desc start step ts_of_first_over_time ts_of_last_over_time ts_of_max_over_time ts_of_min_over_time'
).split(' ');

const KNOWN: ReadonlySet<string> = new Set([...FUNCTIONS, ...AGGREGATIONS, ...OTHER_FUNCTIONS]);

/** Whether any Prometheus has a function or an aggregation of this name; upper and lower case are the same. */
export function isFunctionName(name: string): boolean {
  return KNOWN.has(name.toLowerCase());
}
