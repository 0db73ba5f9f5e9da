import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../helpers/cli.js';
import { createLab, type TestLab } from '../helpers/lab.js';
import { startPrometheus, type TestPrometheus } from '../helpers/prometheus.js';

/** Unix seconds of the newest samples. */
const NOW = 1_700_000_060;

/** Two minutes of a counter that restarts, and of a gauge. */
const FIXTURE = [
  '# TYPE requests counter',
  ...['GET', 'POST'].flatMap((method, m) =>
    seconds().map(
      (i) =>
        `requests_total{job="api",method="${method}"} ${(m + 2) * (i < 100 ? i : i - 100)} ${NOW - 120 + i}`,
    ),
  ),
  '# TYPE queue_length gauge',
  ...seconds().map((i) => `queue_length{job="api"} ${(i * 7) % 5} ${NOW - 120 + i}`),
  '# EOF\n',
].join('\n');

function seconds(): number[] {
  return Array.from({ length: 121 }, (_, i) => i);
}

interface Linted {
  diagnoses: { rule: string; severity: string; at?: { from: number; to: number } }[];
  valid: boolean;
  prometheus: string | null;
}

interface Compared {
  verdict: string;
  diagnoses: { rule: string }[];
  instants: number[];
  reference: {
    query: string;
    resultType: string | null;
    result: { labels: object; values: [number, string][] }[];
  };
  answer: Compared['reference'];
}

describe('promql', () => {
  let lab: TestLab;
  let server: TestPrometheus;
  let on: string[];
  beforeAll(async () => {
    lab = await createLab();
    server = await startPrometheus({ openMetrics: FIXTURE });
    on = ['--url', server.url];
  });
  afterAll(async () => {
    await server?.stop();
    await lab?.close();
  });

  describe('lint', () => {
    it('points at the mistake, with facts from the server', async () => {
      const { exitCode, stdout } = await lab.cli(['promql', 'lint', 'sum(rate(request_total[1m]))', ...on]);
      expect(exitCode).toBe(1);
      expect(stdout).toContain(
        'error unknown-metric\n  sum(rate(request_total[1m]))\n           ^\n• There is no metric request_total here.\n',
      );
      expect(stdout).toContain('→ Did you mean requests_total?');
      expect(stdout).toContain(`✗ 1 error\nChecked with ${server.url}.\n`);
    });

    it.each<[string, string, boolean, number, Partial<Linted>]>([
      ['a sound query', 'sum(rate(requests_total[1m]))', true, 0, { diagnoses: [] }],
      [
        'a query in bad style',
        'queue_length{job=~"api"}',
        true,
        0,
        { diagnoses: [expect.objectContaining({ rule: 'regexp-literal' })] },
      ],
      [
        'one that the text gives away',
        'histogram_quantile(95, sum by (le) (rate(x_bucket[1m])))',
        false,
        1,
        { valid: true, prometheus: null },
      ],
      ['a guess by the name', 'rate(queue_length[1m])', false, 0, { valid: true, prometheus: null }],
      [
        'a doubtful query',
        'requests_total',
        true,
        0,
        { diagnoses: [expect.objectContaining({ rule: 'raw-counter', severity: 'info' })] },
      ],
      [
        'invalid PromQL',
        'requests_total{',
        true,
        2,
        { valid: false, diagnoses: [expect.objectContaining({ rule: 'unfinished' })] },
      ],
      [
        'invalid PromQL, without a server',
        'requests_total{status>=400}',
        false,
        2,
        {
          valid: false,
          diagnoses: [expect.objectContaining({ rule: 'matcher-operator', at: { from: 15, to: 26 } })],
        },
      ],
      ['one that fails in evaluation', 'requests_total / on(job) requests_total', true, 0, { valid: true }],
    ])('%s', async (_, expr, asking, exitCode, document) => {
      const result = await lab.json<Linted>(['promql', 'lint', expr, ...(asking ? on : [])]);
      expect(result.exitCode).toBe(exitCode);
      expect(result.json).toMatchObject(document);
    });

    it('reads stdin', async () => {
      const { stdout, exitCode } = await runCli(['promql', 'lint', '-'], {
        env: lab.env,
        input: 'sum(\n  up\n)\n',
      });
      expect({ stdout, exitCode }).toEqual({
        exitCode: 0,
        stdout:
          '✓ No problems found.\nChecked without Prometheus: names, labels, values and types were not looked up.\n',
      });
    });
  });

  describe('compare', () => {
    const comparing = (reference: string, answer: string): string[] => [
      'promql',
      'compare',
      reference,
      answer,
      '--at',
      String(NOW),
      ...on,
    ];

    it('shows both results side by side', async () => {
      const { exitCode, stdout } = await lab.cli(
        comparing(
          'sum by (method) (rate(requests_total[1m]))',
          'sum by (method) (increase(requests_total[1m]))',
        ),
      );
      expect(exitCode).toBe(1);
      expect(stdout).toMatch(
        /^✗ Different\.\n\nerror increase-for-rate\n• Your values are 60 times too large/,
      );
      expect(stdout).toMatch(/method +expected +yours\n≠ +GET +1\.96667 +118\n≠ +POST +2\.95 +177\n$/);
    });

    it.each<[string, string, string, number, string, string[]]>([
      ['equals', 'rate(requests_total[1m])', 'increase(requests_total[1m]) / 60', 0, 'pass', []],
      [
        'another function',
        'rate(requests_total[1m])',
        'deriv(requests_total[1m])',
        1,
        'wrong',
        ['delta-on-counter'],
      ],
      ['nothing', 'queue_length', 'queue_length > 99', 1, 'empty', ['different-comparison']],
      ['a refused answer', 'queue_length', 'queue_length{', 1, 'error', ['unfinished']],
      ['a typed number', 'count(queue_length)', 'vector(1)', 1, 'wrong', ['constant-answer']],
      ['a reference of nothing', 'queue_length > 99', 'queue_length', 3, 'not-ready', []],
    ])('%s: %s, %s', async (_, reference, answer, exitCode, verdict, rules) => {
      const result = await lab.json<Compared>(comparing(reference, answer));
      expect(result.exitCode).toBe(exitCode);
      expect(result.json).toMatchObject({
        verdict,
        reference: { query: reference },
        answer: { query: answer },
      });
      expect(result.json.diagnoses.map(({ rule }) => rule).slice(0, 1)).toEqual(rules);
      expect(result.json.instants.at(-1)).toBe(NOW);
    });

    it('gives both results as JSON', async () => {
      const { json } = await lab.json<Compared>(comparing('sum(queue_length)', 'scalar(queue_length)'));
      expect(json.reference).toMatchObject({ resultType: 'vector', result: [{ labels: {} }] });
      expect(json.answer.resultType).toBe('scalar');
      expect(json.reference.result[0]!.values).toEqual(json.answer.result[0]!.values);
      expect(json.reference.result[0]!.values).toHaveLength(5);
    });
  });

  it.each<[string, string[], number, string]>([
    ['no expression', ['promql', 'lint'], 2, 'EXPRESSION_MISSING'],
    ['no answer', ['promql', 'compare', 'up'], 2, 'EXPRESSION_MISSING'],
    ['a refused reference', ['promql', 'compare', 'up{', 'up', 'URL'], 2, 'PROMQL_ERROR'],
    ['a bad time', ['promql', 'compare', 'up', 'up', '--at', 'noon'], 2, 'TIME_INVALID'],
    ['a bad address', ['promql', 'lint', 'up', '--url', 'localhost'], 2, 'URL_INVALID'],
    [
      'an address that does not answer',
      ['promql', 'lint', 'up', '--url', 'http://127.0.0.1:9'],
      3,
      'PROMETHEUS_UNREACHABLE',
    ],
    ['a lab that is not running', ['promql', 'compare', 'up', 'up'], 3, 'NOT_RUNNING'],
  ])('refuses %s', async (_, args, exitCode, code) => {
    const result = await lab.json(args.flatMap((arg) => (arg === 'URL' ? on : [arg])));
    expect(result.exitCode).toBe(exitCode);
    expect(result.json).toMatchObject({ error: { code } });
  });
});
