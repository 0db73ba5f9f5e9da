import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { packageRoot } from '../../src/util/package-root.js';

/** Commands are printed as the user typed the one that prints them. */

const ROOT = packageRoot();
const run = promisify(execFile);
let directory: string;
let bin: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'obs-lab-invocation-'));
  bin = join(directory, 'bin');
  await symlink(join(ROOT, 'bin'), bin);
  // As npm install -g and npm link leave it.
  await symlink(join(ROOT, 'bin/run.js'), join(directory, 'obs-lab'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** Output of a line that a user types in bash, on both streams; failures included. */
async function typed(line: string, cwd: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
  const { HOME, PATH } = process.env;
  const home = join(directory, 'home');
  const options = {
    cwd,
    env: { HOME, PATH, OBS_LAB_HOME: home, npm_config_cache: join(directory, 'npm'), ...env },
  };
  const { stdout, stderr } = await run('bash', ['-c', `${line}; true`], options);
  return stdout + stderr;
}

it.each([
  ['./bin/run.js', () => ROOT, './bin/run.js'],
  ['node bin/run.js', () => ROOT, 'node bin/run.js'],
  ['../bin/run.js', () => join(ROOT, 'docs'), '../bin/run.js'],
  ['npx --offline obs-lab', () => ROOT, 'npx obs-lab'],
  ['obs-lab', () => directory, 'obs-lab'],
])('%s', async (command, cwd, printed) => {
  const env = { PATH: `${directory}:${process.env.PATH}` };
  const at = cwd();
  const built = async (): Promise<number> => (await stat(join(ROOT, 'dist/cli/main.js'))).mtimeMs;
  const before = await built();
  expect(await typed(`${command} query up`, at, env)).toContain(`→ Start it: ${printed} up\n`);
  expect(await typed(`${command} query up --json`, at, env)).toContain(`"Start it: ${printed} up"`);
  expect(await typed(`${command} up --help`, at, env)).toContain(`$ ${printed} up`);
  // npx prepares the package the first time: that must not rebuild what other commands are using.
  expect(await built()).toBe(before);
});

it('every kind of output names the command as it was typed', async () => {
  const command = './bin/run.js';
  expect(await typed(`${command} mission`, ROOT)).toContain(`Start with: ${command} mission 1\n`);
  expect(await typed(`${command} mission 4 --step 1`, ROOT)).toContain(`${command} stress --tier light`);
  expect(await typed(`${command} stress --teir x`, ROOT)).toContain(`: ${command} stress --help\n`);
});
