import { expect, test, vi } from 'vitest';
import type { CompletionContext } from './completion-context.js';
import { openVocabulary } from './vocabulary.js';

const OPERAND: CompletionContext = { kind: 'operand', from: 0, wantsRange: false, keywords: [] };
const labelsOf = (...metrics: string[]): CompletionContext => ({
  kind: 'label',
  from: 0,
  metrics,
  taken: [],
  inBraces: true,
});
const valuesOf = (label: string, metric?: string): CompletionContext => ({
  kind: 'label-value',
  from: 0,
  label,
  regexp: false,
  ...(metric !== undefined && { metric }),
});

function open(failing = false) {
  let clock = 0;
  const changed = vi.fn();
  const answer = <T>(value: T) => vi.fn(async () => (failing ? Promise.reject(new Error('gone')) : value));
  const prometheus = {
    metricNames: answer(['lag_seconds_bucket', 'requests_total', 'up']),
    metricMetadata: answer(
      new Map([
        ['requests', { type: 'counter', help: 'Requests.' }],
        ['lag_seconds', { type: 'histogram', help: 'Lag.' }],
      ]),
    ),
    labelNames: answer(['job', 'le']),
    labelValues: answer(['a', 'b']),
    series: vi.fn(async (selector: string) =>
      selector.includes('"up"')
        ? [
            { __name__: 'up', job: 'api' },
            { __name__: 'up', job: 'api', zone: 'x' },
          ]
        : [],
    ),
  };
  const look = openVocabulary(prometheus, changed, () => clock);
  return { look, prometheus, changed, pass: (ms: number) => (clock += ms) };
}

test('asks nothing before it is needed, and once', async () => {
  const { look, prometheus, changed } = open();
  expect(prometheus.metricNames).not.toHaveBeenCalled();
  expect(look(OPERAND).metrics).toEqual([]);
  await vi.waitFor(() => expect(changed).toHaveBeenCalledTimes(2));
  expect(look(OPERAND).metrics).toEqual([
    { name: 'lag_seconds_bucket', type: 'histogram', help: 'Lag.' },
    { name: 'requests_total', type: 'counter', help: 'Requests.' },
    { name: 'up', type: '', help: '' },
  ]);
  expect(prometheus.metricNames).toHaveBeenCalledTimes(1);
  expect(prometheus.series).not.toHaveBeenCalled();
});

test('asks again after a while, and shows the old until then', async () => {
  const { look, prometheus, changed, pass } = open();
  look(OPERAND);
  await vi.waitFor(() => expect(changed).toHaveBeenCalledTimes(2));
  pass(31_000);
  expect(look(OPERAND).metrics).toHaveLength(3);
  expect(prometheus.metricNames).toHaveBeenCalledTimes(2);
});

test.each<[string, CompletionContext, object]>([
  ['labels of a metric', labelsOf('up'), { labels: ['__name__', 'job', 'zone'] }],
  ['labels of all, if the metric is not known', labelsOf('nope'), { labels: ['job', 'le'] }],
  ['labels of all', labelsOf(), { labels: ['job', 'le'] }],
  ['values within a metric', valuesOf('job', 'up'), { values: ['api'] }],
  ['values, if the metric has none', valuesOf('job', 'nope'), { values: ['a', 'b'] }],
  ['values anywhere', valuesOf('job'), { values: ['a', 'b'] }],
])('%s', async (_, context, expected) => {
  const { look } = open();
  await vi.waitFor(() => expect(look(context)).toMatchObject(expected));
});

test('a Prometheus that does not answer: nothing to complete', async () => {
  const { look, prometheus, changed } = open(true);
  look(OPERAND);
  await vi.waitFor(() => expect(prometheus.metricMetadata).toHaveBeenCalled());
  expect(look(OPERAND)).toEqual({ metrics: [], labels: [], values: [] });
  expect(changed).not.toHaveBeenCalled();
});
