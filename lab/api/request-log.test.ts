import type { Request, Response } from 'express';
import { expect, test } from 'vitest';
import { bucket, createRequestLog } from './request-log.js';

/** A log, the lines that it wrote, and those that it dropped. */
function trial() {
  const lines: Record<string, unknown>[] = [];
  const dropped: string[] = [];
  const observe = createRequestLog(
    (line) => void lines.push(JSON.parse(line) as Record<string, unknown>),
    (kind) => void dropped.push(kind),
  );
  const end = (status: number, headers: Record<string, string> = {}, locals: object = {}): void =>
    observe(
      { method: 'GET', route: '/items/:id', status, seconds: 0.0123456789, bytes: 1 },
      { headers } as unknown as Request,
      { locals } as unknown as Response,
    );
  return { lines, dropped, end };
}

test('a request is one line of JSON', () => {
  const { lines, end } = trial();
  end(503, { 'user-agent': 'curl/8' }, { connectionWaitSeconds: 0.3, error: 'acquire_timeout' });
  expect(lines).toEqual([
    {
      level: 'error',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      request_id: expect.stringMatching(/^[0-9a-f]{8}-0$/),
      method: 'GET',
      route: '/items/:id',
      status: 503,
      duration_seconds: 0.012346,
      connection_wait_seconds: 0.3,
      error: 'acquire_timeout',
      client: 'curl/8',
      event: 'request',
    },
  ]);
});

test('the id that a client sends is kept, unless it could break the log', () => {
  const { lines, end } = trial();
  for (const id of ['m1-2', 'a"b', 'x'.repeat(65)]) end(200, { 'x-request-id': id });
  expect(lines.map((line) => line['request_id'])).toEqual([
    'm1-2',
    expect.stringMatching(/-0$/),
    expect.stringMatching(/-1$/),
  ]);
});

test('an aborted request is logged as closed by its client', () => {
  const { lines, end } = trial();
  end(499);
  expect(lines[0]).toMatchObject({ level: 'info', status: 499, error: 'client_closed' });
});

test('under load a limited number of each kind is written, and the rest is counted', () => {
  const { lines, dropped, end } = trial();
  for (let i = 0; i < 1000; i++) end(200);
  for (let i = 0; i < 1000; i++) end(503);
  const ok = lines.filter((line) => line['status'] === 200).length;
  expect(ok).toBeGreaterThanOrEqual(50);
  expect(ok).toBeLessThan(100);
  expect(lines.length - ok).toBeGreaterThanOrEqual(200);
  expect(dropped).toHaveLength(2000 - lines.length);
});

test('a bucket allows bursts, and keeps the rate', () => {
  const allow = bucket(50);
  const passed = (from: number, to: number, step: number): number => {
    let count = 0;
    for (let now = from; now < to; now += step) if (allow(now)) count += 1;
    return count;
  };
  expect(passed(0, 10, 0.1)).toBe(50);
  expect(passed(10, 1010, 1)).toBe(50);
  expect(passed(11_010, 12_010, 40)).toBe(25);
});
