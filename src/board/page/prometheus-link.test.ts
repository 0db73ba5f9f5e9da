import { describe, expect, it } from 'vitest';
import type { PanelQuery } from '../../dashboards/panel/queries.js';
import { prometheusLink } from './prometheus-link.js';

const query = (expr: string, instant = false): PanelQuery => ({
  ...{ refId: 'A', expr, legendFormat: '', instant, start: 0, end: 900, step: 1 },
});

describe('prometheusLink', () => {
  it('holds every query, as graph or table', () => {
    const link = new URL(
      prometheusLink('http://127.0.0.1:9090', [query('up{a="b & c"}'), query('x', true)], {
        from: 0,
        to: 900,
        live: true,
      }),
    );
    expect(link.origin + link.pathname).toBe('http://127.0.0.1:9090/graph');
    expect(Object.fromEntries(link.searchParams)).toEqual({
      'g0.expr': 'up{a="b & c"}',
      'g0.tab': '0',
      'g0.range_input': '15m',
      'g1.expr': 'x',
      'g1.tab': '1',
      'g1.range_input': '15m',
    });
  });
  it('holds the end of a range in the past, in UTC', () => {
    const link = new URL(
      prometheusLink('http://127.0.0.1:9090', [query('up')], {
        from: 1_767_225_600,
        to: 1_767_225_690,
        live: false,
      }),
    );
    expect(link.searchParams.get('g0.end_input')).toBe('2026-01-01 00:01:30');
    expect(link.searchParams.get('g0.range_input')).toBe('1m30s');
  });
});
