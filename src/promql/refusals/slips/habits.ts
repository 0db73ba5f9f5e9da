import { DURATION } from './durations.js';
import { LABEL, NAME, put, SELECTOR, type Slip } from './slip.js';

const AGGREGATION = 'sum|avg|min|max|count|topk|bottomk|quantile';

/** Ways of writing that other languages have: pipes, named arguments, indexes, ranges in words. */
export const HABIT_SLIPS: readonly Slip[] = [
  {
    id: 'pipe',
    pattern: /(?<wrong>\|[=~]|!~(?!\s*["'`][^{}]*\}))\s*(?=["'`])/d,
    applies: ({ before }) => /\}\s*$/.test(before),
    message: ({ wrong }) => `${wrong} filters lines of a log, in Loki’s LogQL.`,
    why: 'Metrics have no lines. Their series are selected by labels, in braces after the metric’s name.',
    fix: 'Write metric{label="value"}.',
  },
  {
    id: 'pipe',
    pattern: new RegExp(
      String.raw`^(?<wrong>\s*(?:(?:index|source|sourcetype)\s*=\s*\S+\s+|search\s+)+(?<metric>${NAME})\s+(?<label>${LABEL})\s*=+\s*["']?(?<value>[\w./:-]+)["']?)\s*$`,
      'di',
    ),
    message: 'This looks like a search in Splunk.',
    why: 'A PromQL query starts with the metric, and conditions on its labels follow in braces.',
    fix: ({ groups: { metric, label, value } }) => `Write ${metric}{${label}="${value}"}.`,
    rewrite: ({ groups: { metric, label, value } }) => `${metric}{${label}="${value}"}`,
  },
  {
    id: 'pipe',
    pattern: new RegExp(
      String.raw`^(?<wrong>(?<head>.+?)\s*\|\s*(?:stats|summarize|timechart|aggregate|group)\s+(?<agg>sum|avg|mean|min|max|count)\s*(?:\(\s*\w*\s*\))?\s*(?:by\s*\(?\s*(?<labels>${LABEL}(?:\s*,\s*${LABEL})*)\s*\)?)?)\s*$`,
      'dis',
    ),
    message: 'PromQL has no pipe.',
    why: 'What works on a result stands around it, in parentheses, and is computed from the inside out.',
    fix: ({ groups: { agg, labels } }) => `Write ${agg}${labels ? ` by (${labels})` : ''} (…) around it.`,
    rewrite: ({ groups: { head, agg = '', labels } }) =>
      `${agg.toLowerCase() === 'mean' ? 'avg' : agg.toLowerCase()}${labels ? ` by (${labels}) ` : ''}(${head})`,
  },
  {
    id: 'pipe',
    pattern: new RegExp(
      String.raw`^(?<wrong>(?<metric>${NAME})\s*\|\s*(?:where|filter|search)\s+(?<label>${LABEL})\s*(?<op>!=|==?|=~)\s*["'](?<value>[^"']*)["'])\s*$`,
      'di',
    ),
    readsStrings: true,
    message: 'PromQL has no pipe, and no where.',
    why: 'Conditions on labels go in braces right after the metric’s name.',
    fix: 'Write metric{label="value"}.',
    rewrite: ({ groups: { metric, label, op = '=', value } }) =>
      `${metric}{${label}${op === '==' ? '=' : op}"${value}"}`,
  },
  {
    id: 'number-with-unit',
    pattern: /(?<=[)\]])\s*(?<wrong>\/\s*s(?:ec(?:ond)?)?)\s*$/di,
    message: ({ wrong }) => `${wrong.trim()} is no unit here: it divides by a metric called s.`,
    why: 'rate() is per second already, and results have no unit.',
    fix: ({ wrong }) => `Remove ${wrong.trim()}.`,
    rewrite: (part) => {
      const before = part.before.trimEnd();
      const moved = /^(?<func>\w+)\((?<metric>[^()[\]]*)\)(?<range>\[[^\]]*\])$/.exec(before)?.groups;
      return moved ? `${moved.func}(${moved.metric}${moved.range})` : before;
    },
  },
  {
    id: 'pipe',
    pattern: new RegExp(
      String.raw`^(?<wrong>(?<head>.+?)\s*\|\s*(?<agg>sum|avg|min|max|count)\s*(?<clause>(?:by|without)\s*\([^()]*\))?\s*(?:\(\s*\))?)\s*$`,
      'dis',
    ),
    message: 'PromQL has no pipe.',
    why: 'What works on a result stands around it, in parentheses, and is computed from the inside out.',
    fix: ({ groups: { agg, clause = '' } }) => `Write ${agg} ${clause}${clause && ' '}(…) around it.`,
    rewrite: ({ groups: { head, agg, clause } }) =>
      `${agg?.toLowerCase()}${clause === undefined ? '' : ` ${clause} `}(${head})`,
  },
  {
    id: 'named-argument',
    pattern: new RegExp(
      String.raw`\b(?<wrong>(?<func>topk|bottomk|quantile)\s*\((?<inner>.+),\s*(?:k|n|q|limit)\s*=\s*(?<number>[\d.]+)\s*\))`,
      'dis',
    ),
    message: 'PromQL has no named arguments.',
    why: 'Arguments are told apart by their order: the number comes first.',
    fix: ({ groups: { func, number } }) => `Write ${func}(${number}, …).`,
    rewrite: (part) => put(part, `${part.groups.func}(${part.groups.number}, ${part.groups.inner})`),
  },
  {
    id: 'named-argument',
    pattern: new RegExp(
      String.raw`(?<wrong>,\s*offset\s*[=:]?\s*["']?(?<range>${DURATION})["']?)\s*(?=\))`,
      'di',
    ),
    message: 'offset is not an argument.',
    why: 'offset follows the selector or its range.',
    fix: ({ groups: { range } }) => `Write offset ${range} after the range, without a comma.`,
    rewrite: (part) => put(part, ` offset ${part.groups.range}`),
  },
  {
    id: 'range-misplaced',
    pattern: new RegExp(
      String.raw`^\s*(?<wrong>(?<func>\w+_over_time)\s*\((?<inner>.+?),\s*\[?(?<range>${DURATION}:${DURATION})\]?\s*\))\s*$`,
      'dis',
    ),
    message: 'The range is not an argument.',
    why: 'A range follows the expression that it is for, in square brackets; what is computed goes in parentheses before it.',
    fix: ({ groups: { func, range } }) => `Write ${func}((…)[${range}]).`,
    rewrite: (part) => put(part, `${part.groups.func}((${part.groups.inner})[${part.groups.range}])`),
  },
  {
    id: 'range-misplaced',
    pattern: new RegExp(
      String.raw`(?<wrong>\b(?<func>avg|mean|max|min|sum|count)\s*\(\s*(?<metric>${SELECTOR})\s*\)\s+(?:over|during|in|within|for)\s+(?:the\s+)?(?:last\s+)?(?:[([](?<bracketed>${DURATION})[)\]]|(?<range>${DURATION})(?!\w)))`,
      'di',
    ),
    message: 'The range is in words.',
    why: 'The values of each series over a window have functions of their own, with the range in square brackets after the selector.',
    fix: ({ groups: { func, metric, range, bracketed } }) =>
      `Write ${overTime(func)}(${metric}[${range ?? bracketed}]).`,
    rewrite: (part) =>
      put(
        part,
        `${overTime(part.groups.func)}(${part.groups.metric}[${part.groups.range ?? part.groups.bracketed}])`,
      ),
  },
  {
    id: 'index',
    pattern:
      /(?<wrong>\bfirst\s*\(\s*sort(?<a>_desc)?\s*\((?<first>.+)\)\s*\)|\bsort(?<b>_desc)?\s*\((?<second>.+)\)\s*\[0\])\s*$/ds,
    message: 'A result has no first element.',
    why: 'topk keeps the series with the largest values, bottomk those with the smallest.',
    fix: 'Write topk(1, …), or bottomk(1, …) for the smallest.',
    rewrite: (part) => {
      const { a, b, first, second } = part.groups;
      return put(part, `${(a ?? b) === undefined ? 'bottomk' : 'topk'}(1, ${first ?? second})`);
    },
  },
  {
    id: 'wrong-arguments',
    pattern:
      /\b(?<wrong>(?<func>topk|bottomk|quantile|histogram_quantile)\s+(?<number>[\d.]+)\s*(?:of\s*)?\()/di,
    message: ({ groups: { func = '' } }) => `The number of ${func} is outside its parentheses.`,
    why: 'Both arguments go in the parentheses, the number first.',
    fix: ({ groups: { func, number } }) => `Write ${func}(${number}, …).`,
    rewrite: (part) => put(part, `${part.groups.func}(${part.groups.number}, `),
  },
  {
    id: 'unknown-function',
    pattern: new RegExp(
      String.raw`(?<wrong>\b(?<func>diff|difference|subtract|minus|add|plus|div|divide|ratio|multiply)\s*\(\s*(?<a>${SELECTOR}|${AGGREGATION}\s*\([^,]*\))\s*,\s*(?<b>${SELECTOR}|${AGGREGATION}\s*\([^,]*\))\s*\))`,
      'di',
    ),
    message: ({ groups: { func = '' } }) => `PromQL has no ${func}().`,
    why: 'Arithmetic is written with operators: + - * and /.',
    fix: ({ groups: { func = '', a, b } }) => `Write ${a} ${OPERATOR[func.toLowerCase()]} ${b}.`,
    rewrite: (part) => {
      const { func = '', a, b } = part.groups;
      const alone = part.before.trim() === '' && part.after.trim() === '';
      const query = `${a} ${OPERATOR[func.toLowerCase()]} ${b}`;
      return put(part, alone ? query : `(${query})`);
    },
  },
  {
    id: 'number-with-unit',
    pattern:
      /[-+*/]\s*\d+(?:\.\d+)?(?<wrong>\s+(?:secs?|seconds?|ms|milliseconds?|mins?|minutes?|hours?|bytes|percent))\b/di,
    message: ({ wrong }) => `A number has no unit: ${wrong.trim()} is read as a name.`,
    why: 'PromQL calculates with plain numbers. Durations are in seconds, sizes in bytes.',
    fix: ({ wrong }) => `Remove ${wrong.trim()}.`,
    rewrite: (part) => put(part, ''),
  },
  {
    id: 'word-for-operator',
    pattern: /\)\s*(?<wrong>:)\s*(?=[a-z(])/di,
    applies: ({ before }) => !/\b(?:by|without|on|ignoring)\s*\([^()]*\)?\s*$/i.test(before),
    message: 'PromQL has no operator :.',
    why: 'A ratio is a division.',
    fix: 'Write / in place of :.',
    rewrite: (part) => put({ ...part, before: part.before.trimEnd(), after: part.after.trimStart() }, ' / '),
  },
  {
    id: 'grouping-syntax',
    pattern: /\b(?:by|without)\s*\([^()]*\)\s*(?<wrong>:)\s*(?=\S)/di,
    message: 'There is a colon after the labels.',
    why: 'After the labels comes the expression, in parentheses of its own.',
    fix: 'Write sum by (label) (…).',
    rewrite: ({ before, after }) => `${before.trimEnd()} (${after.trim()})`,
  },
  {
    id: 'grouping-syntax',
    pattern:
      /(?<wrong>(?<call>\b(?:rate|irate|increase)\s*\([^()]*\))\s*(?<clause>\b(?:by|without)\s*\([^()]*\)))(?=\s*[),])/di,
    applies: ({ before }) => !/\b(?:sum|avg|min|max|count)\s*\(\s*$/i.test(before),
    message: 'Only an aggregation can group by labels.',
    why: 'A function keeps all labels. by and without belong to an aggregation such as sum.',
    fix: ({ groups: { call, clause } }) => `Write sum ${clause} (${call}).`,
    rewrite: (part) => put(part, `sum ${part.groups.clause} (${part.groups.call})`),
  },
  {
    id: 'grouping-syntax',
    pattern: /(?<wrong>\bhistogram_quantile\s*\(.*\)\s*(?:by|without)\s*\((?<labels>[^()]*)\))\s*$/dis,
    message: 'Only an aggregation can group by labels.',
    why: 'Quantiles can’t be added up. The buckets are, inside histogram_quantile(), and the sum keeps le.',
    fix: ({ groups: { labels = '' } }) =>
      `Write histogram_quantile(0.95, sum by (${withBound(labels)}) (rate(…[1m]))), with the _bucket series in place of the dots.`,
    rewrite: (part) => {
      const bound = withBound(part.groups.labels);
      const call = part.wrong.replace(/\s*(?:by|without)\s*\([^()]*\)\s*$/i, '');
      const grouped = call.replace(
        /(\b(?:sum|avg)\s*)(?:by\s*\([^()]*\)\s*)?(\((?:[^()]|\([^()]*\))*\))(?:\s*by\s*\([^()]*\))?/i,
        `sum by (${bound}) $2`,
      );
      if (grouped !== call) return put(part, grouped);
      return put(
        part,
        call.replace(
          /,\s*(?:rate\s*\(\s*)?([a-z_:]\w*_bucket(?:\{[^{}]*\})?)\s*(\[[^\]]*\])?\s*\)?\s*\)$/i,
          (_, metric: string, range = '[1m]') => `, sum by (${bound}) (rate(${metric}${range})))`,
        ),
      );
    },
  },
];

/** The labels to keep, with the bounds of the buckets. */
function withBound(labels = ''): string {
  const all = labels.split(',').map((label) => label.trim());
  return [...new Set([...all.filter((label) => label !== ''), 'le'])].join(', ');
}

function overTime(func = ''): string {
  return `${func.toLowerCase() === 'mean' ? 'avg' : func.toLowerCase()}_over_time`;
}

const OPERATOR: Readonly<Record<string, string>> = {
  diff: '-',
  difference: '-',
  subtract: '-',
  minus: '-',
  add: '+',
  plus: '+',
  div: '/',
  divide: '/',
  ratio: '/',
  multiply: '*',
};
