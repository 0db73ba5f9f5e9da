import { describe, expect, it } from 'vitest';
import { logFilter, type LogWishes } from './log-filter.js';

const NOW = Date.parse('2026-01-01T00:10:00Z');

const request = (time: string, route: string, status: number): string =>
  JSON.stringify({ level: 'info', time: `2026-01-01T00:${time}Z`, route, status, event: 'request' });

const LINES = [
  '{"time":"2026-01-01T00:01:00Z","level":"info","event":"listening"}',
  request('02:00.000', '/items', 200),
  request('06:00.000', '/items', 503),
  request('07:00.000', '/items/:id', 500),
  '{"time":"2026-01-01T00:08:00Z","level":"error","event":"request failed"}',
  '    at somewhere.js:1',
  'not JSON: {"status":503}',
];

/** The indices of the lines that are shown. */
function shown(wishes: LogWishes, lines = LINES): number[] {
  const filter = logFilter(wishes, NOW);
  return lines.flatMap((line, i) => (filter?.(line) ? [i] : []));
}

it('shows every line if nothing is asked for', () => expect(logFilter({}, NOW)).toBeUndefined());

it.each<[LogWishes, number[]]>([
  [{ route: '/items' }, [1, 2]],
  [{ status: '503' }, [2]],
  [{ status: '5xx' }, [2, 3]],
  [{ status: '5XX', route: '/items/:id' }, [3]],
  [{ since: '5m' }, [2, 3, 4, 5, 6]],
  [{ since: '1h' }, [0, 1, 2, 3, 4, 5, 6]],
  [{ since: '5m', route: '/items' }, [2]],
  [{ from: '-5m' }, [2, 3, 4, 5, 6]],
  [{ from: 'now-5m', to: 'now-150s' }, [2, 3]],
  [{ to: '2026-01-01T00:06:00Z' }, [0, 1, 2]],
  [{ from: '2026-01-01T02:05:30+02:00', to: '-3m' }, [2, 3]],
  [{ from: String(NOW / 1000 - 300), to: String(NOW - 180_000) }, [2, 3]],
  [{ since: '5m', to: '-3m', status: '5xx' }, [2, 3]],
  [{ level: 'error' }, [4, 5, 6]],
  [{ level: 'debug' }, [0, 1, 2, 3, 4, 5, 6]],
  [{ grep: 'request f' }, [4]],
  [{ grep: 'ROUTE":"/items"' }, [1, 2]],
  [{ grep: '^request .*status=50.' }, [2, 3]],
  [{ grep: 'at somewhere', level: 'error', since: '5m' }, [5]],
])('%o', (wishes, indices) => expect(shown(wishes)).toEqual(indices));

describe('reads the times of', () => {
  it.each([
    ['Prometheus', (time: string) => `time=2026-01-01T00:${time}.123Z level=INFO source=main.go:1 msg=x`],
    ['Prometheus 2', (time: string) => `ts=2026-01-01T00:${time}.123Z caller=main.go:1 level=info msg=x`],
    ['PostgreSQL', (time: string) => `2026-01-01 00:${time}.123 UTC [42] LOG:  x`],
  ])('%s', (_, line) => expect(shown({ since: '5m' }, [line('04:00'), line('06:00')])).toEqual([1]));
});

it.each(['', '5', '5x', '600', '50x', 'ok'])('refuses the status %j', (status) => {
  expect(() => logFilter({ status }, NOW)).toThrow(expect.objectContaining({ code: 'USAGE', exitCode: 2 }));
});

it.each(['', '0s', 'today', '-5m'])('refuses to show logs since %j', (since) => {
  expect(() => logFilter({ since }, NOW)).toThrow(expect.objectContaining({ code: 'DURATION_INVALID' }));
});

it.each<LogWishes>([{ from: 'yesterday' }, { to: '' }, { from: '-1m', to: '-5m' }])(
  'refuses %o',
  (wishes) => {
    expect(() => logFilter(wishes, NOW)).toThrow(
      expect.objectContaining({ code: 'TIME_INVALID', exitCode: 2 }),
    );
  },
);

it('refuses two starts', () => {
  expect(() => logFilter({ since: '5m', from: '-5m' }, NOW)).toThrow('--since and --from');
});
