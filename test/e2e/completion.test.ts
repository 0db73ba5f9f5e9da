import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openHome } from '../../src/stack/home.js';
import { PORT_DEFAULTS } from '../../src/stack/spec.js';
import { writeState } from '../../src/stack/state.js';
import { packageRoot } from '../../src/util/package-root.js';
import { runCli } from '../helpers/cli.js';
import { startPrometheus } from '../helpers/prometheus.js';
import { until } from '../helpers/wait.js';

const run = promisify(execFile);
let root: string;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'obs-lab-completion-'));
  await symlink(join(packageRoot(), 'bin/run.js'), join(root, 'obs-lab'));
  const PATH = [root, dirname(process.execPath), process.env.PATH].join(delimiter);
  env = { PATH, HOME: root, OBS_LAB_HOME: join(root, 'home') };
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** What bash offers for a line whose last word is being typed. */
async function inBash(...words: string[]): Promise<string[]> {
  const script = `eval "$(obs-lab completion bash)"
compopt() { :; }
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _obs_lab
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = await run('bash', ['-c', script, 'bash', 'obs-lab', ...words], { env });
  return stdout.split('\n').filter(Boolean);
}

it('bash completes commands, flags and values of the built program', async () => {
  expect(await inBash('')).toEqual(expect.arrayContaining(['up', 'mission', 'completion', 'fault']));
  expect(await inBash('fault', '')).toEqual(['check', 'clear', 'inject', 'list']);
  expect(await inBash('logs', '--le')).toEqual(['--level']);
  expect(await inBash('logs', '--level', 'w')).toEqual(['warn']);
  expect(await inBash('stress', '--tier', 'li')).toEqual(['light']);
  expect(await inBash('completion', '--')).not.toContain('--complete');
});

const isInstalled = (shell: string): boolean =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, shell)));
for (const shell of ['zsh', 'fish']) {
  if (!isInstalled(shell)) console.log(`The completion in ${shell} is not tried: it is not installed.`);
}

it.runIf(isInstalled('fish'))('fish completes the same, and files where a file is meant', async () => {
  const inFish = async (line: string): Promise<string[]> => {
    const script = `obs-lab completion fish | source; complete -C ${JSON.stringify(line)}`;
    const { stdout } = await run('fish', ['--no-config', '-c', script], { env, cwd: packageRoot() });
    return stdout.split('\n').filter(Boolean);
  };
  expect(await inFish('obs-lab fault ')).toEqual(['check', 'clear', 'inject', 'list']);
  expect(await inFish('obs-lab promql lint READ')).toEqual(['README.md']);
});

const CHECKS: Readonly<Record<string, string[]>> = {
  bash: ['-n', '-c'],
  zsh: ['-n', '-c'],
  fish: ['--no-execute', '-c'],
};
it.each(['bash', 'zsh', 'fish', 'powershell'])(
  'the script for %s names the program, and parses',
  async (shell) => {
    const { stdout, exitCode } = await runCli(['completion', shell]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('completion --complete');
    const check = CHECKS[shell];
    if (check && isInstalled(shell)) await run(shell, [...check, stdout]);
  },
);

it('metrics come from the running lab, at the end of an expression', async () => {
  const prometheus = await startPrometheus({
    openMetrics: '# TYPE lab_orders gauge\nlab_orders 1 1700000000\n# EOF\n',
  });
  const { port } = prometheus;
  const home = openHome({ OBS_LAB_HOME: join(root, 'home') });
  await writeState(home, {
    version: 1,
    runtime: 'local',
    createdAt: '',
    ports: { ...PORT_DEFAULTS, prometheus: port },
    skipped: {},
    services: {},
    notices: [],
  });
  const complete = (word: string) =>
    runCli(['completion', '--complete', '--', 'query', word], { env: { OBS_LAB_HOME: home.path } });
  // A busy machine may need longer than somebody who pressed Tab would wait.
  const offers = (word: string, wanted: string) =>
    until(`${word} becomes ${wanted}`, async () => (await complete(word)).stdout === `${wanted}\n`);
  await offers('lab_o', 'lab_orders');
  await offers('sum(lab_', 'sum(lab_orders');
  await prometheus.stop();
  // A lab that does not answer offers nothing, without an error.
  expect(await complete('lab_o')).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
});
