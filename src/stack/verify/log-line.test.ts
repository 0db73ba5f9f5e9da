import { expect, it } from 'vitest';
import { levelOf, messageOf, timeOf } from './log-line.js';

it.each<[string, string, string | undefined, string | undefined, string]>([
  [
    'the API',
    '{"level":"warn","time":"2026-11-28T04:44:23.585Z","route":"/items/:id","status":503,"event":"request"}',
    '2026-11-28T04:44:23.585Z',
    'warn',
    'request route=/items/:id status=503',
  ],
  [
    'Prometheus 2',
    'ts=2026-11-28T04:44:16.034Z caller=refresh.go:80 level=error component="discovery manager" msg="Unable to refresh" err="Get \\"http://x\\": refused"',
    '2026-11-28T04:44:16.034Z',
    'error',
    'Unable to refresh component="discovery manager" err="Get \\"http://x\\": refused"',
  ],
  [
    'Prometheus 3',
    'time=2026-11-28T04:44:16.034Z level=INFO source=main.go:1 msg="TSDB started"',
    '2026-11-28T04:44:16.034Z',
    'info',
    'TSDB started',
  ],
  [
    'Grafana',
    'logger=settings t=2026-11-28T04:44:16Z level=warn msg="a default password"',
    '2026-11-28T04:44:16.000Z',
    'warn',
    'a default password logger=settings',
  ],
  [
    'PostgreSQL',
    '2026-11-28 04:44:15.163 UTC [23301] FATAL:  the database system is starting up',
    '2026-11-28T04:44:15.163Z',
    'fatal',
    'the database system is starting up',
  ],
  [
    'PostgreSQL, to be read with the line before',
    '2026-11-28 04:44:15.163 UTC [23301] DETAIL:  Key (id)=(1) exists.',
    '2026-11-28T04:44:15.163Z',
    undefined,
    'DETAIL:  Key (id)=(1) exists.',
  ],
  ['a stack trace', '    at listen (net.js:1)', undefined, undefined, '    at listen (net.js:1)'],
  ['half a line of JSON', '{"level":"info","time":', undefined, 'info', '{"level":"info","time":'],
])('%s', (_name, line, time, level, message) => {
  const ms = timeOf(line);
  expect(ms === undefined ? undefined : new Date(ms).toISOString()).toBe(time);
  expect([levelOf(line), messageOf(line)]).toEqual([level, message]);
});
