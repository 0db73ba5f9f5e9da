import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { KINDS_MISSION } from '../fixtures/kinds-mission.js';
import { createLab, type TestLab } from '../helpers/lab.js';
import { type TerminalOptions, TestTerminal } from '../helpers/terminal.js';
import { until } from '../helpers/wait.js';

/** Missions on a live lab: in scripts, and on a terminal. */

interface Graded {
  verdict: string;
  diagnoses: { rule: string }[];
  attempts: number;
  score: number;
  readyInSeconds?: number;
}

const GET = 'http_requests_total{method="GET"}';
const grading = (step: string, answer: string): string[] => [
  'mission',
  '1',
  '--step',
  step,
  '--answer',
  answer,
];

let lab: TestLab;
beforeAll(async () => {
  lab = await createLab();
  const up = await lab.up('--without', 'grafana');
  expect(up, up.stderr).toMatchObject({ exitCode: 0 });
});
afterAll(async () => {
  await lab.close();
});

/** Grades as soon as the lab has the data. */
async function graded(step: string, answer: string): Promise<Graded & { exitCode: number | null }> {
  return until(
    `the lab is ready for ${step}`,
    async () => {
      const { json, exitCode } = await lab.json<Graded>(grading(step, answer));
      return json.verdict !== 'not-ready' && { ...json, exitCode };
    },
    150,
  );
}

describe('in a script', () => {
  test('before there is data: not ready, exit 3, and no attempt', async () => {
    const { json, exitCode } = await lab.json<Graded>(grading('sum-by-method', 'up'));
    expect(exitCode).toBe(3);
    expect(json).toMatchObject({ verdict: 'not-ready', attempts: 0, diagnoses: [] });
    expect(json.readyInSeconds).toBeGreaterThan(0);
  });

  // Tests that need no data come first, while data comes in.
  test('without a terminal it says how to script it', async () => {
    const { stdout, exitCode } = await lab.cli(['mission', 'promql-basics']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('obs-lab mission 1 --step count-requests --answer');
  });

  test('a broken user mission: reports file, line, column and reason, and keeps the others', async () => {
    const own = join(lab.home.path, 'own', '50-mine');
    await mkdir(own, { recursive: true });
    await writeFile(join(own, 'mission.yaml'), 'id: mine\ntitle: Mine\nsummary: x\nsteps: []\nbonus: 1\n');
    const env = { OBS_LAB_MISSIONS: join(lab.home.path, 'own') };
    const list = await lab.cli(['mission'], env);
    expect(list.exitCode).toBe(2);
    expect(list.stdout).toContain('promql-basics');
    const asked = await lab.cli(['mission', '50'], env);
    expect(asked.exitCode).toBe(2);
    expect(asked.stderr).toMatch(/50-mine\/mission\.yaml:4:8: steps /);
    expect(asked.stderr).toMatch(/50-mine\/mission\.yaml:5:1: bonus is not a field/);
    expect(asked.stderr).not.toMatch(/ at .*\.[jt]s:\d/);
  });

  test('hints one by one, the solution, and a reset', async () => {
    await lab.cli(['mission', '1', '--reset', '--yes']);
    for (const number of [1, 2, 3, 3]) {
      const { json } = await lab.json(['mission', '1', '--step', 'rate-per-second', '--hint']);
      expect(json).toMatchObject({ number, of: 3 });
    }
    const { json } = await lab.json(['mission', '01', '--step', 'rate-per-second', '--solution']);
    expect(json).toMatchObject({ solution: 'rate(http_requests_total[1m])', gaveUp: true });
    expect((await lab.cli(['mission', '1', '--reset'])).exitCode).toBe(2);
    expect((await lab.cli(['mission', '1', '--reset', '--yes'])).exitCode).toBe(0);
    const list = await lab.json(['mission']);
    expect(list).toMatchObject({
      exitCode: 0,
      json: {
        missions: expect.arrayContaining([
          expect.objectContaining({ number: 1, steps: 17, passed: 0, score: 0 }),
        ]),
      },
    });
  });

  test.each([
    [GET, 0, 'pass', undefined],
    ['http_requests_total', 1, 'wrong', 'extra-series'],
    ['http_requests_total{method="get"}', 1, 'empty', 'unknown-label-value'],
    ['http_requests_total{', 1, 'error', 'unfinished'],
    ['vector(1)', 1, 'wrong', 'constant-answer'],
  ])('%s: exit %d, %s', async (answer, exitCode, verdict, rule) => {
    expect((await lab.cli(['mission', '1', '--reset', '--yes'])).exitCode).toBe(0);
    const result = await graded('count-requests', answer);
    expect(result).toMatchObject({ exitCode, verdict, attempts: 1, score: verdict === 'pass' ? 6 : 0 });
    expect(result.diagnoses[0]?.rule).toBe(rule);
  });

  test('a refused query is shown with a caret', async () => {
    const { stdout, exitCode } = await lab.cli(grading('count-requests', 'sum(up'));
    expect(exitCode).toBe(1);
    expect(stdout).toContain('sum(up\n      ^\n');
  });

  test('damaged progress is moved aside with a notice', async () => {
    await writeFile(lab.home.progressFile, '{"version":1,');
    const { stderr, exitCode } = await lab.cli(['mission']);
    expect(exitCode).toBe(0);
    expect(stderr).toContain('.corrupt');
    expect(await readFile(`${lab.home.progressFile}.corrupt`, 'utf8')).toBe('{"version":1,');
  });
});

describe('on a terminal', () => {
  let terminal: TestTerminal | undefined;
  afterEach(() => terminal?.close());
  const open = (args: string[], options: TerminalOptions = {}): TestTerminal =>
    (terminal = new TestTerminal(args, { env: lab.env, ...options }));

  test('a step from the first mistake to the pass, Ctrl-C, and continuing from there', async () => {
    await lab.cli(['mission', '1', '--reset', '--yes']);
    const screen = open(['mission', '1']);
    await screen.waitFor(/Tab complete/, 150);
    screen.type('http_requests_total\r');
    await screen.waitFor('✗ Not yet.');
    expect(screen.text()).toContain('extra series');
    screen.type('\x14');
    await screen.waitFor('Hint 1:');
    screen.type('{method=GET}\r');
    await screen.waitFor('✗ Prometheus refuses this query.');
    // Back over GET} with the cursor keys, to put the quotes where they belong.
    screen.type('\x1b[D"\x1b[D\x1b[D\x1b[D\x1b[D"\r');
    await screen.waitFor('✓ Right.');
    expect(screen.text()).toContain(`Your answer: ${GET}`);
    screen.type('\r');
    await screen.waitFor('2. Everything but one');
    screen.resize(120, 40);
    await screen.waitFor('2. Everything but one');
    screen.type('\x03');
    expect(await screen.exited).toBe(130);
    expect(screen.text()).toContain('Your progress is kept.');

    await screen.close();
    const again = open(['mission', '1'], { columns: 60, rows: 20 });
    await again.waitFor('2. Everything but one');
    expect(again.text()).toContain('✓ ▸');
    again.type('\x07');
    await again.waitFor('Show the solution?');
    again.type('y');
    await again.waitFor('One solution: http_requests_total{method="GET",');
    again.type('\x1b');
    expect(await again.exited).toBe(0);
    expect(again.text()).toContain('1 of 17 steps passed');
  });

  test('a mission chosen from the list, an answer completed and previewed, a reset, and back', async () => {
    await lab.cli(['mission', '1', '--reset', '--yes']);
    const screen = open(['mission']);
    // Typed before anything is drawn: it is not lost, and not on the screen.
    screen.type('1\r');
    await screen.waitFor(/Tab complete/, 150);
    expect(screen.lines()[0]).toMatch(/^Mission 1 · Ask Prometheus /);
    screen.type('requests_to');
    await screen.waitFor('▸ http_requests_total');
    screen.type('\t{me');
    await screen.waitFor('▸ method  label');
    screen.type('\t');
    await screen.waitFor('GET      value');
    screen.type('G');
    await screen.waitFor('▸ GET  value');
    screen.type('\t}');
    await screen.waitFor(/Preview: \d+ series/);
    expect(screen.text()).not.toMatch(/[✓✗] /);
    screen.type('\r');
    await screen.waitFor('✓ Right.');
    expect(screen.text()).toContain(`Your answer: ${GET}`);
    screen.type('\x18');
    await screen.waitFor('Reset?');
    screen.type('y');
    await screen.waitFor('Tab complete');
    screen.type('\x1b');
    await screen.waitFor('Missions: 0 of');
    screen.type('\x1b');
    expect(await screen.exited).toBe(0);
  });

  test('answers of other kinds: options, a number, an action', async () => {
    const own = join(lab.home.path, 'kinds', '60-kinds');
    await mkdir(own, { recursive: true });
    await writeFile(join(own, 'mission.yaml'), KINDS_MISSION);
    const env = { ...lab.env, OBS_LAB_MISSIONS: join(lab.home.path, 'kinds') };
    const screen = open(['mission', 'kinds'], { env });
    await screen.waitFor('Space pick', 60);
    screen.type('b\r');
    await screen.waitFor('✗ ');
    screen.type('ba\x1b[B\x1b[B ');
    await screen.waitFor(/\[x\] a[^]*\[ \] b[^]*▸ \[x\] c/);
    screen.type('\r');
    await screen.waitFor('✓ Right.');
    screen.type('\r');
    await screen.waitFor('Number › a number');
    screen.type('3\r');
    await screen.waitFor('✓ Right.');
    screen.type('\r');
    await screen.waitFor('press Enter when you are done');
    screen.type('\r');
    await screen.waitFor('✓ Right.');
    screen.type('\r');
    await screen.waitFor('All steps passed.');
    expect(screen.text()).toContain('What you learned');
    screen.type('\x1b');
    expect(await screen.exited).toBe(0);
  });
});
