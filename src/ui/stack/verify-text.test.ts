import { describe, expect, test } from 'vitest';
import type { VerifyResult } from '../../stack/verify/verify.js';
import { displayWidth } from '../../util/text/display-width.js';
import { renderVerify } from './verify-text.js';

type Check = VerifyResult['checks'][number];
const check = (id: string, status: Check['status'], detail = 'as it should be'): Check =>
  ({ id, service: 'api', status, detail, ms: 3 }) as Check;
const result = (...checks: Check[]): VerifyResult =>
  ({ ok: checks.every(({ status }) => status !== 'fail'), runtime: 'local', checks }) as VerifyResult;
const LONG =
  'GET http://127.0.0.1:3030/ready answered 503 with the reason that the database does not respond';

test('shows one line per check, then the summary', () => {
  expect(
    renderVerify(
      result(check('api-health', 'pass'), check('api-ready', 'fail', LONG), check('grafana', 'skip')),
    ),
  ).toBe(
    [
      '✓ api-health  as it should be  3 ms',
      `✗ api-ready   ${LONG}  3 ms`,
      '– grafana     as it should be',
      '',
      '1 of 2 checks failed, 1 skipped',
      '',
      '→ Restart what has stopped: obs-lab up',
      '→ Read a service’s log: obs-lab logs SERVICE',
    ].join('\n'),
  );
});

test('breaks lines between words, and indents what follows', () => {
  const text = renderVerify(result(check('api-ready', 'fail', LONG)), { columns: 40 });
  expect(text.split('\n').slice(0, 3)).toEqual([
    '✗ api-ready  GET',
    '             http://127.0.0.1:3030/ready',
    '             answered 503 with the',
  ]);
  for (const row of text.split('\n')) expect(displayWidth(row)).toBeLessThanOrEqual(40);
});

describe('with few rows', () => {
  const many = Array.from({ length: 20 }, (_, i) => check(`check-${i}`, i === 17 ? 'fail' : 'pass', LONG));

  test.each([
    [80, 21],
    [80, 14],
    [120, 12],
  ])('%d × %d: shows what failed, leaves out what passed', (columns, rows) => {
    const lines = renderVerify(result(...many), { columns, rows }).split('\n');
    expect(lines.length).toBeLessThanOrEqual(rows);
    expect(lines.join('\n')).toContain('✗ check-17');
    const passed = lines.filter((row) => row.startsWith('✓')).length;
    expect(lines).toContain(`  and ${19 - passed} more passed`);
  });

  test('leaves nothing out if there is room', () => {
    expect(renderVerify(result(...many), { columns: 200, rows: 30 })).not.toContain('more passed');
  });
});

test('shows the faults in effect before the summary, and keeps to the size of the terminal', () => {
  const fault = {
    ...{ id: 'table-lock', title: 'A session locks the items table', hits: 'the items table' },
    ...{ intensity: 'high' as const, state: 'active' as const, remainingSeconds: 45 },
    ...{ startedAt: '2026-01-01T00:00:00.000Z', endsAt: '2026-01-01T00:05:00.000Z' },
  };
  const failed = { ...result(check('api-ready', 'fail')), faults: [fault] };
  expect(renderVerify(failed).split('\n').slice(1, 5)).toEqual([
    '',
    '1 fault injected',
    '! table-lock (high) hits the items table, ends in 45 s',
    '',
  ]);
  const checks = Array.from({ length: 30 }, (_, i) => check(`check-${i}`, 'pass'));
  const lines = renderVerify({ ...result(...checks), faults: [fault] }, { columns: 40, rows: 20 }).split(
    '\n',
  );
  expect(lines.length).toBeLessThanOrEqual(20);
  for (const row of lines) expect(displayWidth(row)).toBeLessThanOrEqual(40);
  expect(lines).toContain('1 fault injected');
});
