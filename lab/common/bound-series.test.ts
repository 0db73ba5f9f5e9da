import { Counter, Histogram, Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { bindCounter, bindHistogram } from './bound-series.js';

const EDGES = [0.1, 1, 10];

function twoRegistries() {
  const make = () => {
    const registers = [new Registry()];
    const labelNames = ['a', 'b'] as const;
    return {
      page: () => registers[0]?.metrics(),
      histogram: new Histogram({ name: 'h', help: 'h', labelNames, buckets: EDGES, registers }),
      counter: new Counter({ name: 'c', help: 'c', labelNames, registers }),
    };
  };
  return { ours: make(), theirs: make() };
}

test('bound series produce the same page as prom-client’s own calls', async () => {
  const { ours, theirs } = twoRegistries();
  const series = [
    { a: 'x', b: 'y' },
    { a: 'x', b: 'z' },
    { a: '', b: 'y' },
  ];
  for (const labels of series) {
    const observe = bindHistogram(ours.histogram, { ...labels }, EDGES);
    const count = bindCounter(ours.counter, { ...labels });
    theirs.histogram.zero(labels);
    theirs.counter.inc(labels, 0);
    if (labels.b === 'z') continue; // this one stays at zero
    for (const value of [0, 0.05, 0.1, 0.10001, 1, 7, 10, 11, 1e9]) {
      observe(value);
      theirs.histogram.observe(labels, value);
      count();
      theirs.counter.inc(labels);
    }
  }
  expect(await ours.page()).toBe(await theirs.page());
});

test('a histogram without labels can be bound, too', async () => {
  const registers = [new Registry()];
  const histogram = new Histogram({ name: 'h', help: 'h', buckets: EDGES, registers });
  bindHistogram(histogram, {}, EDGES)(0.5);
  expect(await registers[0]?.metrics()).toContain('h_bucket{le="1"} 1\n');
});
