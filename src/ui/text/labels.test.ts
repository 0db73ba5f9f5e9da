import { expect, it } from 'vitest';
import type { Labels } from '../../prometheus/types.js';
import { compareLabels, formatLabels, labelNames } from './labels.js';

it.each<[Labels, string]>([
  [{}, '{}'],
  [{ __name__: 'up' }, 'up'],
  [{ __name__: 'up', job: 'api', instance: 'a:1' }, 'up{instance="a:1", job="api"}'],
  [{ job: 'api' }, '{job="api"}'],
  [{ a: 'x"y\\z' }, '{a="x\\"y\\\\z"}'],
  [{ a: 'x\ny\u001b' }, '{a="x\\ny\\u001b"}'],
])('formatLabels(%j) is %s', (labels, text) => expect(formatLabels(labels)).toBe(text));

it('orders label sets by name, then label by label, numbers by size', () => {
  const sorted: Labels[] = [
    {},
    { __name__: 'a', le: '0.5' },
    { __name__: 'a', le: '5' },
    { __name__: 'a', le: '10' },
    { __name__: 'a', le: '+Inf' },
    { __name__: 'b', route: '/items', le: '1' },
    { __name__: 'b', route: '/items', le: '2' },
    { __name__: 'b', route: '/items/:id', le: '1' },
  ];
  expect([...sorted].reverse().sort(compareLabels)).toEqual(sorted);
});

it('names labels once, the metric first and buckets last', () => {
  expect(
    labelNames([
      { le: '1', route: '/' },
      { job: 'a', __name__: 'x' },
    ]),
  ).toEqual(['__name__', 'job', 'route', 'le']);
  expect(labelNames([])).toEqual([]);
});
