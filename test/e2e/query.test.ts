import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../helpers/cli.js';
import { createLab, type TestLab } from '../helpers/lab.js';
import type { TestPrometheus } from '../helpers/prometheus.js';
import { NOW, startRequestsServer } from '../helpers/requests-server.js';

describe('query', () => {
  let lab: TestLab;
  let server: TestPrometheus;
  beforeAll(async () => {
    lab = await createLab();
    server = await startRequestsServer();
  });
  afterAll(async () => {
    await server?.stop();
    await lab?.close();
  });

  const at = (...args: string[]): string[] => ['query', ...args, '--url', server.url, '--time', String(NOW)];

  it('prints a table, and Prometheus’ warnings to stderr', async () => {
    const { exitCode, stdout, stderr } = await lab.cli(at('requests_total'));
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toBe(
      [
        'metric          method  status  value',
        'requests_total  GET     200      1200',
        'requests_total  GET     404         6',
        'requests_total  POST    201        30',
        '',
      ].join('\n'),
    );
    expect(stderr).toMatch(/^Prometheus warns: remote_read/);
  });

  it.each<[string, string, object]>([
    [
      'a vector',
      'sum by (method) (requests_total)',
      {
        resultType: 'vector',
        result: expect.arrayContaining([
          { labels: { method: 'GET' }, value: [NOW, '1206'] },
          { labels: { method: 'POST' }, value: [NOW, '30'] },
        ]) as unknown,
      },
    ],
    ['infinity', 'vector(-1/0)', { resultType: 'vector', result: [{ labels: {}, value: [NOW, '-Inf'] }] }],
    ['a scalar', 'scalar(nothing)', { resultType: 'scalar', result: [NOW, 'NaN'] }],
    ['a string', '"text"', { resultType: 'string', result: [NOW, 'text'] }],
    ['nothing', 'nothing', { resultType: 'vector', result: [] }],
    [
      'a range vector',
      'requests_total{status="200"}[45s]',
      {
        resultType: 'matrix',
        result: [
          {
            labels: { __name__: 'requests_total', method: 'GET', status: '200' },
            values: [
              [NOW - 30, '600'],
              [NOW, '1200'],
            ],
          },
        ],
      },
    ],
  ])('writes %s as JSON', async (_, expr, document) => {
    const { exitCode, json, stderr } = await lab.json(at(expr));
    expect(exitCode).toBe(0);
    expect(json).toMatchObject({ ...document, infos: [] });
    expect(json).toHaveProperty('warnings');
    expect(stderr).toBe('');
  });

  it('draws a range as a chart with a legend', async () => {
    const range = ['--range', '1m', '--step', '30s'];
    const { exitCode, stdout } = await lab.cli(at('requests_total{method="GET"}', ...range), { TZ: 'UTC' });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/[\u2801-\u28ff]/);
    expect(stdout).toContain('22:14:00');
    expect(stdout).toMatch(/a {2}requests_total {2}GET {5}200 +1200 +0 +1200\n/);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    const { json } = await lab.json<{ result: { values: unknown[] }[] }>(
      at('requests_total{status="200"}', ...range),
    );
    expect(json.result[0]?.values).toEqual([[NOW - 60, '0'], [NOW - 30, '600'], [NOW, '1200']]); // prettier-ignore
  });

  it('points at the error that Prometheus reports', async () => {
    const expr = 'sum(rate(requests_total[1m])';
    const plain = await lab.cli(at(expr));
    expect(plain).toMatchObject({ exitCode: 2, stdout: '' });
    expect(plain.stderr).toContain(
      `PromQL error: unclosed left parenthesis\n\n  ${expr}\n  ${' '.repeat(expr.length)}^\n`,
    );
    const { exitCode, json } = await lab.json(at(expr));
    expect(exitCode).toBe(2);
    expect(json).toMatchObject({
      error: {
        code: 'PROMQL_ERROR',
        expr,
        position: { line: 1, column: expr.length + 1 },
        hints: { length: 2 },
      },
    });
  });

  it('explains an empty result', async () => {
    const { exitCode, stdout, stderr } = await lab.cli(at('rate(request_total[1m])'));
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
    expect(stderr).toContain('Did you mean requests_total?');
  });

  it('reads the expression from stdin', async () => {
    const { exitCode, stdout } = await runCli(at('-'), {
      env: lab.env,
      input: 'sum(\n  requests_total\n)\n',
    });
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '{}  1236\n' });
  });

  it('uses colour only if it is wanted', async () => {
    const plain = await lab.cli(at('requests_total', '--range', '1m'));
    expect(plain.stdout).not.toContain('\u001b');
    const painted = await lab.cli(at('requests_total', '--range', '1m'), { FORCE_COLOR: '1' });
    expect(painted.stdout).toContain('\u001b[36m●');
    const refused = await lab.cli(at('requests_total', '--range', '1m'), { NO_COLOR: '1', FORCE_COLOR: '1' });
    expect(refused.stdout).not.toContain('\u001b');
  });

  it.each<[string, string[], number, string]>([
    ['no expression', ['query'], 2, 'EXPRESSION_MISSING'],
    ['too long an expression', ['query', 'up + '.repeat(20_001) + 'up'], 2, 'EXPRESSION_TOO_LONG'],
    ['an empty stdin', ['query', '-'], 2, 'EXPRESSION_MISSING'],
    ['a bad time', ['query', 'up', '--time', 'yesterday'], 2, 'TIME_INVALID'],
    ['a bad range', ['query', 'up', '--range', '5'], 2, 'DURATION_INVALID'],
    ['a step without a range', ['query', 'up', '--step', '5s'], 2, 'USAGE'],
    ['a step too fine', ['query', 'up', '--range', '1d', '--step', '1s'], 2, 'STEP_TOO_FINE'],
    ['a bad address', ['query', 'up', '--url', 'localhost:9090'], 2, 'URL_INVALID'],
    ['an unquoted expression', ['query', 'up', '>', '0'], 2, 'USAGE'],
    [
      'an address that does not answer',
      ['query', 'up', '--url', 'http://127.0.0.1:9'],
      3,
      'PROMETHEUS_UNREACHABLE',
    ],
    ['a lab that is not running', ['query', 'up'], 3, 'NOT_RUNNING'],
  ])('refuses %s', async (_, args, exitCode, code) => {
    const result = await lab.json(args);
    expect(result.exitCode).toBe(exitCode);
    expect(result.json).toMatchObject({ error: { code } });
  });
});
