import { describe, expect, test } from 'vitest';
import { AGGREGATIONS, FUNCTIONS } from '../../promql/syntax/functions.js';
import { completionContext } from './completion-context.js';
import { completions, type Vocabulary } from './completions.js';
import { SIGNATURES } from './signatures.js';

const metric = (name: string, type = 'counter', help = '') => ({ name, type, help });
const VOCABULARY: Vocabulary = {
  metrics: [
    metric('http_requests_total', 'counter', 'All requests.'),
    metric('items_read_total'),
    metric('up', ''),
  ],
  labels: ['__name__', 'job', 'method', 'route'],
  values: ['GET', 'POST', '/items/:id', 'say "hi"\\n'],
};

function at(marked: string, vocabulary = VOCABULARY) {
  const cursor = marked.indexOf('│');
  const text = marked.replace('│', '');
  const context = completionContext(text, cursor);
  return completions(context, text.slice(context.from, cursor), vocabulary, text.slice(cursor));
}
const labels = (marked: string): string[] => at(marked).map(({ label }) => label);
const inserts = (marked: string): string[] => at(marked).map(({ insert }) => insert);

test('metrics with what is known of them', () => {
  expect(at('rate(http│')).toEqual([
    { label: 'http_requests_total', detail: 'counter', info: 'All requests.', insert: 'http_requests_total' },
  ]);
});

test('functions with their arguments', () => {
  expect(at('rate│')[0]).toEqual({
    label: 'rate',
    detail: 'function',
    info: 'rate(v range-vector): per-second growth of a counter',
    insert: 'rate(',
  });
});

describe('what is offered', () => {
  test.each<[string, string[]]>([
    ['ra│', ['rad', 'rate']],
    ['rat│', ['rate', 'irate']],
    ['read│', ['items_read_total']],
    ['tot│', ['items_read_total', 'http_requests_total']],
    ['TOT│', ['items_read_total', 'http_requests_total']],
    ['rate(│', ['http_requests_total', 'items_read_total', 'up']],
    ['up{│', ['job', 'method', 'route']],
    ['up{job="a", │', ['method', 'route']],
    ['sum by (│) (up)', ['job', 'method', 'route']],
    ['up{method="po│', ['POST']],
    ['up{method="po│st"}', ['POST']],
    ['rate(up[│', ['1m', '5m', '30s', '15m', '1h', '6h', '1d']],
    ['rate(up[90│', ['90s', '90m', '90h', '90d']],
    ['a / on (b) gr│', ['group_left', 'group_right', 'group']],
    ['sum(up) b│', ['by']],
    ['up # jo│', []],
    ['items_read_total│', []],
    ['no_such_thing│', []],
  ])('%s', (marked, expected) => expect(labels(marked)).toEqual(expected));
});

describe('what is inserted', () => {
  test.each<[string, string]>([
    ['ceil│', 'ceil('],
    ['cei│(up)', 'ceil'],
    ['sum w│', 'without ('],
    ['sum w│ (job) (up)', 'without'],
    ['up un│', 'unless'],
    ['up{met│', 'method='],
    ['up{met│="GET"}', 'method'],
    ['up{met│ != "GET"}', 'method'],
    ['sum by (met│', 'method'],
    ['up{method="G│', 'GET"'],
    ['up{method="G│"}', 'GET'],
    ["up{method='G│", "GET'"],
    ['up{method=│', '"GET"'],
    ['up{method=~│', '"GET"'],
    ['up{method=~"G│', 'GET'],
    ['up{method="say│', 'say \\"hi\\"\\\\n"'],
    ['rate(up[1m│', '1m]'],
    ['rate(up[5│', '5s]'],
    ['rate(up[5│])', '5s'],
    ['up offset 5│', '5s'],
  ])('%s: %s', (marked, insert) => expect(inserts(marked)[0]).toBe(insert));
});

test('thousands of names', () => {
  const many = Array.from({ length: 20_000 }, (_, i) => metric(`metric_${i}_total`));
  expect(at('rate(metric_1999│', { ...VOCABULARY, metrics: many })).toHaveLength(11);
  expect(at('│', { ...VOCABULARY, metrics: many })).toHaveLength(500);
});

test('every described function exists', () => {
  const known = new Set([...FUNCTIONS, ...AGGREGATIONS]);
  expect([...SIGNATURES.keys()].filter((name) => !known.has(name))).toEqual([]);
  expect([...known].filter((name) => !SIGNATURES.has(name))).toEqual([]);
});
