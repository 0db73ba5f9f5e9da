import { describe, expect, it } from 'vitest';
import type { XAxis } from '../charts/spec.js';
import { axisOf, instantText } from './axes.js';

describe('axisOf', () => {
  it.each<[XAxis, { from: number; to: number }, string[]]>([
    ['nines', { from: 0, to: 3.2 }, ['50 %', '90 %', '99 %', '99.9 %']],
    ['nines', { from: 0, to: 6 }, ['50 %', '90 %', '99 %', '99.9 %', '99.99 %', '99.999 %', '99.9999 %']],
    ['log-ms', { from: 0, to: 3 }, ['1 ms', '3 ms', '10 ms', '30 ms', '100 ms', '300 ms', '1 s']],
    ['seconds', { from: 0, to: 10.02 }, ['0 s', '2 s', '4 s', '6 s', '8 s', '10 s']],
    ['seconds', { from: 0, to: 35 }, ['0 s', '10 s', '20 s', '30 s']],
    ['seconds', { from: 0, to: 1 }, ['0 s', '1 s']],
    ['log-ms', { from: -1.2, to: 0.2 }, ['100 µs', '300 µs', '1 ms']],
  ])('%s from %j', (x, range, labels) => {
    const { ticks, format } = axisOf({ x, range });
    expect(ticks?.map(format)).toEqual(labels);
  });
  it('leaves other labels to the chart', () =>
    expect(axisOf({ x: 'users', range: { from: 0, to: 9 } }).ticks).toBeUndefined());
});

describe('instantText', () => {
  it.each<[XAxis, number, string | undefined, string]>([
    ['seconds', 12.003, '1,000 users', '12 s · 1,000 users'],
    ['users', 1200, undefined, '1,200 users'],
    ['nines', 2.5, undefined, '99.7 %'],
    ['log-ms', 1, undefined, '10 ms'],
  ])('%s %d', (x, at, note, text) =>
    expect(instantText({ x, xs: [at], ...(note && { notes: [note] }) }, 0)).toBe(text),
  );
  it('is empty beyond the data', () => expect(instantText({ x: 'users', xs: [] }, 3)).toBe(''));
});
