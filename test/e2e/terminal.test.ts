import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../helpers/cli.js';
import { createLab, expectNothingLeft, type TestLab } from '../helpers/lab.js';
import { TestTerminal } from '../helpers/terminal.js';

describe('up on a terminal', () => {
  let lab: TestLab;
  let terminal: TestTerminal | undefined;
  beforeEach(async () => void (lab = await createLab()));
  afterEach(async () => {
    await terminal?.close();
    await lab.close();
  });
  const open = (
    args: string[],
    size: { columns: number; rows: number } = { columns: 80, rows: 24 },
  ): TestTerminal => (terminal = new TestTerminal(args, { ...size, env: lab.env }));

  it.each([
    { columns: 80, rows: 24 },
    { columns: 120, rows: 40 },
  ])('shows one row per service, then all URLs ($columns×$rows)', async (size) => {
    const screen = open(['up', ...lab.portFlags], size);
    await screen.waitFor(/First scrape +\d of 5 targets/);
    expect(screen.text()).toMatch(/✓ PostgreSQL +healthy +\d+\.\d s/);
    await screen.waitFor('The lab is up');
    expect(await screen.exited).toBe(0);
    expect(screen.text()).toContain(`http://127.0.0.1:${lab.ports.api}/items`);
    expect(screen.text()).toContain('obs-lab mission 1');
  });

  it('rolls everything back on Ctrl-C, and exits 130', async () => {
    const screen = open(['up', ...lab.portFlags]);
    await screen.waitFor(/PostgreSQL +healthy/);
    screen.type('\x03');
    expect(await screen.exited).toBe(130);
    expect(screen.text()).toContain('Interrupted; everything this run started was stopped.');
    await expectNothingLeft(lab.home, lab.ports);
  });

  it('is offered if a command needs the lab; “no” ends the command', async () => {
    const screen = open(['query', 'up']);
    await screen.waitFor('Start it now? [Y/n]');
    screen.type('n\r');
    expect(await screen.exited).toBe(3);
    expect(screen.text()).toContain('obs-lab up');
  });

  it('is offered if a command needs the lab; Ctrl-C ends the command', async () => {
    const screen = open(['query', 'up']);
    await screen.waitFor('Start it now? [Y/n]');
    screen.type('\x03');
    expect(await screen.exited).toBe(130);
  });
});

it('docs lays a page out for the terminal, and hands Markdown to a pipe', async () => {
  const screen = new TestTerminal(['docs', 'load'], { rows: 400, env: { PAGER: 'cat' } });
  expect(await screen.exited).toBe(0);
  expect(screen.text()).toMatch(/^tier +users +spawn rate/m);
  expect(screen.text()).toContain('Reconciliation\n──────');
  expect(screen.text()).not.toMatch(/^#|\*\*|^\|/m);
  expect((await runCli(['docs', 'load'])).stdout).toMatch(/^# Load\n/);
});
