import { execFile, execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type IPty, spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openHome } from '../../src/stack/home.js';
import { findMarked } from '../../src/stack/processes.js';
import { packageRoot } from '../../src/util/package-root.js';
import { until } from '../helpers/wait.js';

/** A person in a fresh clone, in a real shell, who pastes only what is printed. */

const PROMPT = 'person> ';
const ROOT = packageRoot();
let root: string;
let clone: string;
let shell: IPty;
let screen: xterm.Terminal;
/** Everything that was written, without the terminal's control sequences. */
let from = 0;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'obs-lab-clone-'));
  clone = join(root, 'clone');
  const files = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' })
    .split('\0')
    .filter(Boolean);
  for (const file of files) {
    await mkdir(dirname(join(clone, file)), { recursive: true });
    await cp(join(ROOT, file), join(clone, file));
  }
  // As npm ci --ignore-scripts leaves it; CI installs like that.
  await symlink(join(ROOT, 'node_modules'), join(clone, 'node_modules'));
  await promisify(execFile)('npm', ['run', 'build'], { cwd: clone });
  const { PATH, OBS_LAB_CACHE } = process.env;
  const env = {
    PATH: PATH!,
    HOME: root,
    LANG: 'C.UTF-8',
    TERM: 'xterm-256color',
    PS1: PROMPT,
    PAGER: 'cat',
    OBS_LAB_HOME: join(root, 'home'),
    DOCKER_HOST: 'unix:///no/engine/in/this/test',
    ...(OBS_LAB_CACHE && { OBS_LAB_CACHE }),
  };
  screen = new xterm.Terminal({ cols: 100, rows: 40, scrollback: 5000, allowProposedApi: true });
  shell = spawn('bash', ['--norc', '--noprofile'], { cols: 100, rows: 40, cwd: clone, env });
  shell.onData((data) => screen.write(data));
  await until('the shell is ready', () => shown().includes(PROMPT.trimEnd()));
}, 240_000);

afterAll(async () => {
  shell?.kill('SIGKILL');
  const home = openHome({ OBS_LAB_HOME: join(root, 'home') });
  try {
    // A test that fails half-way leaves the lab up.
    if ((await findMarked(home.id)).length > 0) {
      const env = { ...process.env, OBS_LAB_HOME: home.path };
      await promisify(execFile)('node', [join(clone, 'bin/run.js'), 'down', '--volumes'], { env });
    }
    expect(await findMarked(home.id)).toEqual([]);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});

/** The terminal's text since the last command. */
function shown(): string {
  const { normal } = screen.buffer;
  const rows = Array.from(
    { length: normal.length },
    (_, row) => normal.getLine(row)?.translateToString(true) ?? '',
  );
  return rows.slice(from).join('\n').trimEnd();
}

/** Pastes a line and waits for the next prompt. @returns what was printed */
async function paste(line: string, seconds = 120): Promise<string> {
  const { normal } = screen.buffer;
  from = normal.baseY + normal.cursorY;
  shell.write(`${line}\r`);
  await until(
    `the prompt after: ${line}`,
    () => shown().split('\n').length > 1 && shown().endsWith(PROMPT.trimEnd()),
    seconds,
  ).catch((error: Error) => {
    throw new Error(`${error.message}\n--- screen\n${shown()}`);
  });
  return shown();
}

/** The command that a text ends with, printed on a line of its own or after a colon. */
function command(text: string, pattern: RegExp): string {
  const found = pattern.exec(text)?.[1];
  if (found === undefined) throw new Error(`nothing to paste for ${String(pattern)} in:\n${text}`);
  return found.trim();
}

it('reaches a graded answer, a report and a clean end', { timeout: 400_000 }, async () => {
  // The lab's usual ports may be taken, as they may be on a person's machine: then that is printed too.
  let up = await paste('./bin/run.js up');
  if (up.includes('already in use')) up = await paste(command(up, /→ Use free ports .*: (.+)$/m));
  expect(up).toContain('The lab is up');
  const next = (what: string): string =>
    command(up, new RegExp(`^ {2}(\\./bin/run\\.js ${what}.*?) {2,}`, 'm'));

  // The first query has to reach back over a minute.
  const query = next('query');
  await until('there is a minute of data', async () => (await paste(query)).includes('/items'), 90);

  // A mission, as the list names it; its first step, as the mission prints it without a terminal.
  const overview = await paste(`${next('mission')} | cat`);
  const question = await paste(`${command(overview, /^ {2}(\S+ mission 1 --step \S+) {2,}/m)} | cat`);
  const answer = command(question, /Answer with: (.+)$/m).replace("'PROMQL'", "'http_requests_total'");
  let graded = '';
  // The lab says how long it still collects data for the step.
  await until('the step is ready', async () => !(graded = await paste(answer)).includes('Not ready yet'), 90);
  expect(graded).toMatch(/✓ Right\.|✗ Not yet\./);
  const solution = await paste(answer.replace(/--answer .*/, '--solution'));
  const right = command(solution, /^ {2}(\S.*)$/m);
  const passed = await paste(answer.replace(/--answer .*/, `--answer '${right.replaceAll("'", '"')}'`));
  expect(passed).toContain('✓ Right.');
  expect(passed).toMatch(/Next: \.\/bin\/run\.js mission 1 --step \S+/);

  const stress = await paste(`${next('stress')} --duration 3s --users 5`);
  expect(stress).toMatch(/reconciled|agree|stable|contention/i);
  const report = command(stress, /→ See it as a web page.*: (.+)$/m);
  await paste(report);
  expect((await readdir(clone)).filter((file) => file.startsWith('obs-lab-report'))).toHaveLength(1);

  const down = await paste(next('down'));
  expect(down).toContain('The lab is down. Its data is kept.');
  expect(await paste(command(down, /→ Remove the data: (.+)$/m))).toContain('Its data is removed.');
  expect(await findMarked(openHome({ OBS_LAB_HOME: join(root, 'home') }).id)).toEqual([]);
});
