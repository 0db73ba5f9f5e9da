import { listed } from '../../util/text/words.js';
import type { Asker } from '../diagnosis.js';

/** What the reference computes, in words: the learner finds the function. */
export function wanted(functions: readonly string[], asker: Asker): string {
  const known = functions.flatMap((func) => FUNCTION_RESULT[func] ?? []);
  return known.length === functions.length
    ? `The ${asker} asks for ${listed(known)}: use the function for that.`
    : `Decide what the ${asker} asks for: growth per second, total growth, or something else.`;
}

/** What functions over a window compute, as what a step asks for. */
export const FUNCTION_RESULT: Readonly<Record<string, string>> = {
  rate: 'the growth per second, averaged over the window',
  irate: 'the growth per second between the last two samples',
  increase: 'the growth over the whole window',
  delta: 'the difference between the last value of a gauge and the first',
  deriv: 'how fast a gauge changes, per second',
  predict_linear: 'where the trend of a gauge leads',
  avg_over_time: 'the mean of the values in the window',
  sum_over_time: 'the sum of the values in the window',
  min_over_time: 'the smallest value in the window',
  max_over_time: 'the largest value in the window',
  last_over_time: 'the newest value in the window',
  count_over_time: 'the number of samples in the window',
  changes: 'how often the value changed',
  resets: 'how often a counter restarted',
};

/** What the reference does with the series of a group, in words. */
export function wantedGroups(ops: readonly string[], asker: Asker): string {
  const known = [...new Set(ops)].flatMap((op) => AGGREGATION_RESULT[op] ?? []);
  return known.length > 0
    ? `The ${asker} asks for ${listed(known)}.`
    : `The ${asker} asks for the values themselves: remove the aggregation.`;
}

const AGGREGATION_RESULT: Readonly<Record<string, string>> = {
  sum: 'the sum of the series of each group: use sum',
  avg: 'the average of the series of each group: use avg',
  count: 'the number of series in each group: use count',
  max: 'the largest value of each group: use max',
  min: 'the smallest value of each group: use min',
  topk: 'the series with the largest values: use topk',
  bottomk: 'the series with the smallest values: use bottomk',
};

/** What functions over a window compute. */
export const FUNCTION_MEANING: Readonly<Record<string, string>> = {
  rate: 'rate() is the growth per second, averaged over the window.',
  irate:
    'irate() only uses the last two samples of the window, so it jumps with every scrape. rate() averages over the whole window.',
  increase: 'increase() is the growth over the whole window, not per second.',
  delta: 'delta() is for gauges: the last value minus the first.',
  idelta: 'idelta() is the difference between the last two samples.',
  deriv: 'deriv() fits a line through a gauge’s samples.',
  avg_over_time: 'avg_over_time() is the mean of the values themselves, not of how fast they grow.',
  sum_over_time:
    'sum_over_time() adds up the values of all scrapes; for a counter, that counts the same events again with every scrape.',
  count_over_time: 'count_over_time() counts samples, whatever their values.',
  last_over_time: 'last_over_time() is the newest value in the window.',
  max_over_time: 'max_over_time() is the largest value in the window.',
  min_over_time: 'min_over_time() is the smallest value in the window.',
  quantile_over_time:
    'quantile_over_time() is the value that a given share of the samples in the window stays below.',
  changes: 'changes() counts how often the value changed between scrapes, not by how much.',
  resets: 'resets() counts how often a counter restarted.',
};

/** What aggregations do with a group. */
export const AGGREGATION_MEANING: Readonly<Record<string, string>> = {
  sum: 'sum adds up the series of a group.',
  avg: 'avg divides a group’s sum by the number of its series, idle ones included.',
  count: 'count is the number of series in a group, whatever their values.',
  max: 'max keeps only the largest series of a group.',
  min: 'min keeps only the smallest series of a group.',
  group: 'group is always 1.',
  topk: 'topk picks the largest series and sums nothing.',
  bottomk: 'bottomk picks the smallest series and sums nothing.',
  count_values: 'count_values turns the values into a label, and counts the series that have the same value.',
  quantile: 'quantile looks at the distribution of the series’ current values, one value per series.',
};

/** What operators do with their two sides. */
export const OPERATOR_MEANING: Readonly<Record<string, string>> = {
  '+': '+ adds the two sides.',
  '-': '- subtracts the right side from the left.',
  '*': '* multiplies the two sides.',
  '/': '/ divides the left side by the right.',
  '%': '% is the remainder of a division.',
  '^': '^ raises the left side to the power of the right.',
  and: 'and keeps the series on the left that have a partner on the right.',
  or: 'or keeps the left side, plus the series that only the right has.',
  unless: 'unless keeps the series on the left that have no partner on the right.',
};

/** What a reference with this operator asks for. */
export const COMBINATION: Readonly<Record<string, string>> = {
  '+': 'the sum of the two sides',
  '-': 'the difference of the two sides',
  '*': 'the product of the two sides',
  '/': 'the left side divided by the right',
  '%': 'the remainder of a division',
  '^': 'a power',
  and: 'the series on the left that have a partner on the right',
  or: 'the series of both sides',
  unless: 'the series on the left that have no partner on the right',
};
