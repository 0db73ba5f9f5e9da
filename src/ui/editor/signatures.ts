/** The arguments and results of PromQL's functions and aggregations, for completion. */

export interface Signature {
  args: string;
  gives: string;
}

const vector = '(v instant-vector)';
const range = '(v range-vector)';
const signature = (args: string, gives: string): Signature => ({ args, gives });
const each = (names: string, make: (name: string) => Signature): [string, Signature][] =>
  names.split(' ').map((name) => [name, make(name)]);

/** Name → signature. Source: https://prometheus.io/docs/prometheus/latest/querying/functions/ */
export const SIGNATURES: ReadonlyMap<string, Signature> = new Map([
  ['rate', signature(range, 'per-second growth of a counter')],
  ['irate', signature(range, 'per-second growth of a counter between its last two samples')],
  ['increase', signature(range, 'growth of a counter')],
  ['delta', signature(range, 'change of a gauge')],
  ['idelta', signature(range, 'change of a gauge between its last two samples')],
  ['deriv', signature(range, 'per-second slope of a gauge')],
  ['predict_linear', signature('(v range-vector, t scalar)', 'predicted value of a gauge in t seconds')],
  ['resets', signature(range, 'how often a counter was reset')],
  ['changes', signature(range, 'how often the value changed')],
  ['histogram_quantile', signature('(φ scalar, b instant-vector)', 'the φ-quantile of buckets (0 ≤ φ ≤ 1)')],
  ...each('histogram_count histogram_sum histogram_avg histogram_stddev histogram_stdvar', (name) =>
    signature(vector, `${name.replace('histogram_', '')} of a native histogram`),
  ),
  [
    'histogram_fraction',
    signature(
      '(lower scalar, upper scalar, b instant-vector)',
      'share of observations between the two bounds',
    ),
  ],
  ['absent', signature(vector, '1 if the vector is empty')],
  ['absent_over_time', signature(range, '1 if the range has no samples')],
  ...each('avg_over_time min_over_time max_over_time sum_over_time count_over_time', (name) =>
    signature(range, `${name.slice(0, 3)} of the samples in the range`.replace('cou ', 'count ')),
  ),
  ['last_over_time', signature(range, 'the newest sample in the range')],
  ['present_over_time', signature(range, '1 if the range has samples')],
  ['quantile_over_time', signature('(φ scalar, v range-vector)', 'the φ-quantile of the samples')],
  ['stddev_over_time', signature(range, 'standard deviation of the samples in the range')],
  ['stdvar_over_time', signature(range, 'variance of the samples in the range')],
  [
    'label_replace',
    signature(
      '(v instant-vector, dst string, replacement string, src string, regex string)',
      'sets a label from another label',
    ),
  ],
  [
    'label_join',
    signature(
      '(v instant-vector, dst string, separator string, src string, …)',
      'sets a label from several others',
    ),
  ],
  ['scalar', signature(vector, 'the only sample, as a number')],
  ['vector', signature('(s scalar)', 'a number as a vector without labels')],
  ['sort', signature(vector, 'smallest first')],
  ['sort_desc', signature(vector, 'largest first')],
  ['time', signature('()', 'the time of evaluation, in Unix seconds')],
  ['timestamp', signature(vector, 'when each sample was taken, in Unix seconds')],
  ['pi', signature('()', 'π')],
  ['round', signature('(v instant-vector, to scalar)', 'to the nearest integer, or multiple of `to`')],
  ['ceil', signature(vector, 'rounded up')],
  ['floor', signature(vector, 'rounded down')],
  ['clamp', signature('(v instant-vector, min scalar, max scalar)', 'limited to min and max')],
  ['clamp_min', signature('(v instant-vector, min scalar)', 'at least min')],
  ['clamp_max', signature('(v instant-vector, max scalar)', 'at most max')],
  ['abs', signature(vector, 'absolute value')],
  ['sgn', signature(vector, 'sign: 1, 0 or −1')],
  ['sqrt', signature(vector, 'square root')],
  ['exp', signature(vector, 'e to the power of the value')],
  ['ln', signature(vector, 'natural logarithm')],
  ['log2', signature(vector, 'binary logarithm')],
  ['log10', signature(vector, 'decimal logarithm')],
  ['deg', signature(vector, 'radians as degrees')],
  ['rad', signature(vector, 'degrees as radians')],
  ...each('sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh', (name) =>
    signature(vector, `${name}, of radians`),
  ),
  ...each('minute hour day_of_week day_of_month day_of_year days_in_month month year', (name) =>
    signature('(v=vector(time()) instant-vector)', `${name.replaceAll('_', ' ')}, in UTC`),
  ),
  ['sum', signature(vector, 'sum')],
  ['avg', signature(vector, 'arithmetic mean')],
  ['min', signature(vector, 'the smallest')],
  ['max', signature(vector, 'the largest')],
  ['count', signature(vector, 'number of series')],
  ['group', signature(vector, '1 for every group')],
  ['stddev', signature(vector, 'standard deviation')],
  ['stdvar', signature(vector, 'variance')],
  ['topk', signature('(k scalar, v instant-vector)', 'the k largest, with all their labels')],
  ['bottomk', signature('(k scalar, v instant-vector)', 'the k smallest, with all their labels')],
  ['quantile', signature('(φ scalar, v instant-vector)', 'the φ-quantile of the series (0 ≤ φ ≤ 1)')],
  ['count_values', signature('(label string, v instant-vector)', 'number of series with each value')],
]);
