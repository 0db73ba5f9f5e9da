import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../helpers/cli.js';
import { createLab, type TestLab } from '../helpers/lab.js';
import { startPrometheus, type TestPrometheus } from '../helpers/prometheus.js';
import { TestTerminal } from '../helpers/terminal.js';

/** Unix seconds. */
const NOW = 1_700_000_060;

const FIXTURE = `# TYPE requests counter
requests_total{method="GET",status="200"} 0 ${NOW - 60}
requests_total{method="GET",status="200"} 600 ${NOW - 30}
requests_total{method="GET",status="200"} 1200 ${NOW}
requests_total{method="GET",status="404"} 6 ${NOW}
requests_total{method="POST",status="201"} 30 ${NOW}
# EOF
`;

describe('query', () => {
  let lab: TestLab;
  let server: TestPrometheus;
  beforeAll(async () => {
    lab = await createLab();
    server = await startPrometheus({
      openMetrics: FIXTURE,
      // Nothing answers there: every query has a warning.
      config: 'remote_read: [{url: "http://127.0.0.1:9/read", read_recent: true}]\n',
    });
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

  describe('without an expression, on a terminal', () => {
    let terminal: TestTerminal | undefined;
    afterEach(async () => terminal?.close());
    const open = (...args: string[]): TestTerminal =>
      (terminal = new TestTerminal(at(...args), { env: lab.env }));
    const ready = /Tab complete/;

    it('answers query after query: completed, as a table, with a caret, as a chart', async () => {
      const screen = open();
      await screen.waitFor(ready);
      screen.type('sum by (met');
      await screen.waitFor('▸ method  label');
      screen.type('\t) (requ');
      await screen.waitFor('▸ requests_total');
      screen.type('\t)\r');
      await screen.waitFor(/POST +30\n/);

      screen.type('requests_total)\r');
      await screen.waitFor(/requests_total\)\n {15}\^\n/);
      screen.type('request_total\r');
      await screen.waitFor('Did you mean requests_total?');

      screen.type('.range 1m\r');
      await screen.waitFor('Charting every query over 1m.');
      screen.type('requests_total{status="2');
      await screen.waitFor(/▸ 200 +value/);
      screen.type('\t}\r');
      await screen.waitFor(/[\u2801-\u28ff][^]*requests_total +GET +200/);
      screen.type('\x04');
      expect(await screen.exited).toBe(0);
    });

    it('keeps a history between sessions, and pasted lines as they are', async () => {
      const first = open();
      await first.waitFor(ready);
      first.type('\x1b[200~count(\n  requests_total\n)\n\x1b[201~');
      await first.waitFor('› count(\n    requests_total\n  )');
      first.type('\r');
      await first.waitFor(/\{\} +3/);
      first.type('half a que');
      await first.waitFor('half a que');
      first.type('\x03');
      await first.waitFor(/› ?\n/);
      first.type('\x04');
      expect(await first.exited).toBe(0);

      const second = open();
      await second.waitFor(ready);
      second.type('\x1b[A');
      await second.waitFor('› count(\n    requests_total\n  )');
      second.type('.quit');
      second.type('\x03.quit\r');
      expect(await second.exited).toBe(0);
    });

    it('edits with the keys of a shell, and stops and continues as its job', async () => {
      const screen = (terminal = new TestTerminal(at(), { env: lab.env, inShell: true }));
      await screen.waitFor(ready);
      // Back to before the X, and Delete.
      screen.type('requests_Xtotal\x1b[D\x1b[D\x1b[D\x1b[D\x1b[D\x1b[D\x1b[3~');
      await screen.waitFor('› requests_total\n');
      screen.type('\x03');
      await screen.waitFor(/› ?\n/);
      screen.type('\x1f');
      await screen.waitFor('› requests_total\n');
      screen.type('\x1a');
      await screen.waitFor('Stopped');
      expect(screen.text()).not.toContain('Tab complete');
      screen.type('echo shell-$((40 + 2))\r');
      await screen.waitFor('shell-42');
      screen.type('fg\r');
      await screen.waitFor(ready);
      screen.type('\r');
      await screen.waitFor(/requests_total +POST/);
      screen.type('\x12uests');
      await screen.waitFor('history “uests” › requests_total');
      screen.type('\x1b');
      await screen.waitFor(/› ?\n {2}Tab complete/);
      screen.type('.describe requests_total\r');
      await screen.waitFor(/requests_total: 3 series\n {2}method {2}GET, POST\n/);
      screen.type('exit\r');
      await screen.waitFor(/\n\$$/);

      // The alternate screen comes back too.
      screen.run(['mission']);
      await screen.waitFor('Missions: 0 of');
      screen.type('\x1a');
      await screen.waitFor(/Stopped[^]*\n\$$/);
      expect(screen.text()).not.toContain('Missions: 0 of');
      screen.type('fg\r');
      await screen.waitFor('Missions: 0 of');
      expect(screen.lines()[0]).toContain('Missions: 0 of');
      screen.type('\x1b');
      await screen.waitFor(/\n\$$/);
      screen.type('exit\r');
      expect(await screen.exited).toBe(0);
    });

    it('only appends for a screen reader or a dumb terminal', async () => {
      const screen = (terminal = new TestTerminal(at(), { env: { ...lab.env, TERM: 'dumb' } }));
      await screen.waitFor('Type a line and press Enter.');
      screen.type('sum(requests_total)\r');
      await screen.waitFor(/\{\} +1236/);
      screen.type('requests_total)\r');
      await screen.waitFor('unexpected right parenthesis');
      screen.type('exit\r');
      expect(await screen.exited).toBe(0);
      expect(screen.written).not.toContain('\u001B');
    });

    it('keeps what is above the prompt when the terminal gets narrower', async () => {
      const screen = open();
      await screen.waitFor(ready);
      screen.type('count(requests_total)\r');
      await screen.waitFor(/\{\} +3\n/);
      screen.type(`sum(requests_total{method="GET",status="200"}) + count(requests_total{meth`);
      await screen.waitFor('▸ method');
      screen.resize(40, 24);
      await screen.waitFor(/^ {2}requests_total\{meth$/m);
      expect(screen.text().match(/sum\(requests_total/g)).toHaveLength(1);
      expect(screen.text()).toMatch(/\{\} +3\n/);
      screen.type('\x03\x04');
      expect(await screen.exited).toBe(0);
    });

    it('loses no input that is typed before the prompt appears', async () => {
      const screen = open();
      screen.type('count(requests_total)\r');
      await screen.waitFor(/› count\(requests_total\)\n[^]*\{\} +3/);
    });

    it('says so at once if Prometheus does not answer', async () => {
      terminal = new TestTerminal(['query', '--url', 'http://127.0.0.1:9'], { env: lab.env });
      expect(await terminal.exited).toBe(3);
      expect(terminal.text()).toContain('http://127.0.0.1:9');
    });
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
