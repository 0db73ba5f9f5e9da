import { describe, expect, it } from 'vitest';
import type { Panel } from '../../../dashboards/model/dashboard.js';
import { gaugeLimits, reduceSeries } from './values.js';

const thresholds: Panel['thresholds'] = {
  mode: 'absolute',
  steps: [
    { value: -Infinity, color: 'green' },
    { value: 80, color: 'red' },
  ],
};
const panel = (changes: Partial<Panel> = {}): Panel =>
  ({ unit: 'percent', thresholds, calc: 'lastNotNull', ...changes }) as Panel;

describe('gaugeLimits', () => {
  it.each<[string, Partial<Panel>, number[], [number, number]]>([
    ['the panel’s own', { min: 5, max: 10 }, [7], [5, 10]],
    ['a percentage', {}, [7], [0, 100]],
    ['a ratio', { unit: 'percentunit', thresholds: { mode: 'absolute', steps: [] } }, [0.5], [0, 1]],
    ['a little more than the last threshold', { unit: 'short' }, [7], [0, 100]],
    ['the value, if it is larger', { unit: 'short' }, [250], [0, 250]],
    ['negative values', { unit: 'short', max: 10 }, [-5], [-5, 10]],
    ['no values', { unit: 'none', thresholds: { mode: 'percentage', steps: [] } }, [NaN], [0, 1]],
  ])('%s', (_, changes, values, limits) => expect(gaugeLimits(panel(changes), values)).toEqual(limits));
});

describe('reduceSeries', () => {
  const series = (...values: number[]) => ({
    ...{ refId: 'A', name: 'n', labels: {} },
    samples: values.map((value, time) => ({ time, value })),
  });
  it('writes the value in its unit, coloured by its threshold', () => {
    const low = reduceSeries(panel(), series(12, 34), false);
    const high = reduceSeries(panel(), series(90), false);
    expect(low).toMatchObject({ name: 'n', value: 34, text: '34%' });
    expect(high.color).not.toBe(low.color);
  });
  it('is a dash without colour if there is no number', () =>
    expect(reduceSeries(panel(), series(NaN), false)).toEqual({
      name: 'n',
      value: NaN,
      text: '–',
      color: undefined,
    }));
});
