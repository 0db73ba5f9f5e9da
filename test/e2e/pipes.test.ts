import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { packageRoot } from '../../src/util/package-root.js';
import { NAMED } from '../helpers/cli.js';

let home: string;
beforeAll(async () => void (home = await mkdtemp(join(tmpdir(), 'obs-lab-pipes-'))));
afterAll(() => rm(home, { recursive: true, force: true }));

/** Output of a bash script in which `lab` is the program; bash's own pipes, which hold 64 kB. */
async function bash(script: string): Promise<{ stdout: string; stderr: string }> {
  const lab = `lab() { '${process.execPath}' '${join(packageRoot(), 'bin/run.js')}' "$@"; }`;
  const { PATH, HOME } = process.env;
  return new Promise((resolve, reject) => {
    execFile(
      'bash',
      ['-c', `${lab}; ${script}`],
      { env: { PATH, HOME, OBS_LAB_HOME: home, ...NAMED }, maxBuffer: 10e6 },
      (error, stdout, stderr) => (error ? reject(error) : resolve({ stdout, stderr })),
    );
  });
}

it('waits for a reader that takes its time, longer than oclif would', async () => {
  const { stdout, stderr } = await bash(
    `{ printf '%20000s'; lab docs promql-lint --json; echo "exit $?" >&2; } | (sleep 12; cat)`,
  );
  expect(stdout.length).toBeGreaterThan(65_536);
  expect((JSON.parse(stdout) as { name: string }).name).toBe('promql-lint');
  expect(stderr).toBe('exit 0\n');
});

it('ends without a word when the reader goes', async () => {
  const { stdout, stderr } = await bash(
    `{ printf '%20000s'; lab docs promql-lint --json; echo "exit $?" >&2; } | (sleep 1; head -c 10)`,
  );
  expect([stdout.length, stderr]).toEqual([10, 'exit 0\n']);
});

it('does not take stdin for an argument', async () => {
  const { stdout } = await bash('echo x | lab docs');
  expect(stdout).toContain('architecture ');
});

it.each([
  'logs',
  'docs',
  'status',
  'fault list',
  'fault inject',
  'fault clear',
  'mission',
  'doctor',
  'query',
])('in a loop over lines, %s leaves them to the loop', async (command) => {
  const { stdout } = await bash(
    `printf 'one\\ntwo\\n' | while read -r word; do lab ${command} >/dev/null 2>&1; echo "$word"; done`,
  );
  expect(stdout).toBe('one\ntwo\n');
});
