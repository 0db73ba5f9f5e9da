import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DashboardDocument, DashboardListDocument } from '../../src/dashboards/documents.js';
import { createLab, type TestLab } from '../helpers/lab.js';
import { TestTerminal } from '../helpers/terminal.js';

const BRAILLE = /[\u2801-\u28ff]/;

describe('dashboard', () => {
  let lab: TestLab;
  let files: string;
  let terminal: TestTerminal | undefined;
  beforeAll(async () => {
    lab = await createLab();
    files = await mkdtemp(join(tmpdir(), 'obs-lab-e2e-dashboards-'));
    const { exitCode, stdout, stderr } = await lab.up();
    expect(exitCode, stdout + stderr).toBe(0);
  });
  afterEach(() => terminal?.close());
  afterAll(async () => {
    await rm(files, { recursive: true, force: true });
    await lab.close();
  });

  const open = (args: string[], columns: number, rows: number): TestTerminal =>
    (terminal = new TestTerminal(args, { columns, rows, env: lab.env }));
  const file = async (name: string, text: string): Promise<string> => {
    const path = join(files, name);
    await writeFile(path, text);
    return path;
  };

  // Tests that need no data come first, while data comes in.
  it('lists the dashboards without a name and a terminal', async () => {
    const { stdout } = await lab.cli(['dashboard']);
    expect(stdout.split('\n')[0]).toBe('service     Service (RED)');
    const { json } = await lab.json<DashboardListDocument>(['dashboard']);
    expect(json.dashboards.map(({ uid }) => uid)).toContain('obs-lab-load');
  });

  it('needs a running lab', async () => {
    const { exitCode, json } = await lab.json(['dashboard', 'service'], {
      OBS_LAB_HOME: join(files, 'home'),
    });
    expect(exitCode).toBe(3);
    expect(json).toMatchObject({ error: { code: 'NOT_RUNNING' } });
  });

  it.each<[string, () => Promise<string[]>, string, RegExp]>([
    ['an unknown name', async () => ['sevice'], 'DASHBOARD_UNKNOWN', /Did you mean service/],
    ['a missing file', async () => ['./none.json'], 'DASHBOARD_UNREADABLE', /no such file/],
    [
      'what is not JSON',
      async () => [await file('a.json', '{\n  "x": 1,\n}')],
      'DASHBOARD_INVALID',
      /line 3, column 1/,
    ],
    ['no dashboard', async () => [await file('b.json', '{"name": "x"}')], 'DASHBOARD_INVALID', /no title/],
    ['an invalid range', async () => ['load', '--range', '5'], 'DURATION_INVALID', /“5”/],
    [
      'an unknown variable',
      async () => ['service', '--var', 'rute=x'],
      'VARIABLE_INVALID',
      /Did you mean route/,
    ],
    [
      'a value that is not there',
      async () => ['service', '--var', 'route=/item'],
      'VARIABLE_INVALID',
      /Did you mean \/items/,
    ],
  ])('refuses %s', async (_, args, code, text) => {
    const { exitCode, json, stdout } = await lab.json<{ error: { code: string } }>([
      'dashboard',
      ...(await args()),
    ]);
    expect(exitCode).toBe(2);
    expect(json.error.code).toBe(code);
    expect(stdout).toMatch(text);
  });

  it.each([
    { columns: 80, rows: 24 },
    { columns: 120, rows: 40 },
  ])('draws live, scrolls and quits on a terminal ($columns×$rows)', async ({ columns, rows }) => {
    const screen = open(['dashboard'], columns, rows);
    await screen.waitFor(/Service \(RED\) · last 15m · Route: All/);
    await screen.waitFor(/╭─ Request rate ─+╮╭─ Error ratio/);
    await screen.waitFor(/\d req\/s +│/);
    await screen.waitFor(BRAILLE);
    for (const line of screen.lines()) expect([...line].length).toBeLessThanOrEqual(columns);
    await screen.waitFor(/scroll · lines 1–\d+ of \d+ · q quits/);

    screen.type('\x1b[F'); // End
    await screen.waitFor(/lines (?!1–)\d+–(\d+) of \1 /);
    await screen.waitFor(/in flight \d+ +│\n╰─+╯\n/);
    screen.type('\x1b[H'); // Home
    await screen.waitFor(/lines 1–/);
    screen.type('\x1b[6~'); // PgDn
    await screen.waitFor(/lines (?!1–)/);

    screen.type('+');
    await screen.waitFor(/^Service \(RED\) · last 30m /);
    screen.type('\x1b[C'); // →
    await screen.waitFor(/^Business \(CRUD\) · last 30m/);
    screen.type('--\x1b[D');
    await screen.waitFor(/^Service \(RED\) · last 5m /);

    screen.type('q');
    expect(await screen.exited).toBe(0);
  });

  it('follows the size of the terminal', async () => {
    const screen = open(['dashboard', 'load', '--range', '1m'], 120, 40);
    await screen.waitFor(/Traffic rate ─+╮╭─ Traffic paused ─+╮╭─ Server rate ─+╮╭─ From elsewhere/);
    screen.resize(70, 20);
    await screen.waitFor(/lines 1–17 of/);
    await screen.waitFor(/Client: requests by status/);
    expect(Math.max(...screen.lines().map((line) => [...line].length))).toBeLessThanOrEqual(70);
    screen.type('\x03');
    expect(await screen.exited).toBe(130);
  });

  it('says on screen that Prometheus is gone, and continues when it is back', async () => {
    const screen = open(['dashboard', 'business'], 100, 30);
    await screen.waitFor(/Items created/);
    await screen.waitFor(BRAILLE);
    const stopped = await lab.state();
    process.kill(stopped!.services.prometheus!.process!.pid, 'SIGKILL');
    await screen.waitFor(/Prometheus at \S+ did not answer/);
    expect(screen.text()).toContain('Items created');
    const { exitCode, stderr } = await lab.up();
    expect(exitCode, stderr).toBe(0);
    await screen.waitFor(/(^|· )q quits$/);
    screen.type('q');
    expect(await screen.exited).toBe(0);
  });

  it('prints one frame without a terminal', async () => {
    const { exitCode, stdout, stderr } = await lab.cli(['dashboard', 'saturation', '--range', '2m']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^Saturation · last 2m\n╭─ Pool waiting/);
    expect(stdout).toMatch(BRAILLE);
    expect(stdout).not.toContain('\u001b');
    for (const line of stdout.split('\n')) expect([...line].length).toBeLessThanOrEqual(80);
    expect(stdout).toMatch(/idle +█+░* +\d+ │/);
  });

  it('prints one document with --json', async () => {
    const { exitCode, json, stderr } = await lab.json<DashboardDocument>([
      ...['dashboard', 'obs-lab-service', '--range', '1m', '--var', 'route=/items'],
    ]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(json.dashboard).toEqual({ uid: 'obs-lab-service', title: 'Service (RED)' });
    const [rate] = json.panels;
    expect(rate).toMatchObject({ id: 1, title: 'Request rate', type: 'stat' });
    expect(rate!.targets[0]).toMatchObject({ refId: 'A', resultType: 'matrix' });
    expect(rate!.targets[0]!.expr).toContain('route=~"/items"}[8s]');
    expect(json.panels.every(({ targets }) => targets.every((target) => 'result' in target))).toBe(true);
  });

  it('draws any dashboard file, and shows unsupported panels as query and values', async () => {
    const path = await file(
      'mine.json',
      JSON.stringify({
        title: 'Mine',
        panels: [
          { id: 1, type: 'heatmap', title: 'Heat', targets: [{ refId: 'A', expr: 'sum(up)' }] },
          { id: 2, type: 'stat', title: 'Broken', targets: [{ refId: 'A', expr: 'sum(' }] },
          { id: 3, type: 'text', title: 'Words', options: { content: 'read me' } },
        ],
      }),
    );
    const { exitCode, stdout } = await lab.cli(['dashboard', path]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/can’t draw type heatmap/);
    expect(stdout).toMatch(/│ sum\(up\) +5 │/);
    expect(stdout).toContain('PromQL error');
    expect(stdout).toContain('read me');
    const { json } = await lab.json<DashboardDocument>(['dashboard', path]);
    expect(json.panels[1]!.targets[0]).toMatchObject({ error: expect.stringContaining('PromQL') as unknown });
  });
});
