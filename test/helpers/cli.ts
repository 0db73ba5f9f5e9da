import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Texts are compared with the program's plain name in them; invocation.test.ts starts it in other ways. */
export const NAMED = { OBS_LAB_COMMAND: 'obs-lab' };
const ENTRY = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

export interface CliResult {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface RunningCli {
  child: ChildProcess;
  output: () => { stdout: string; stderr: string };
  done: Promise<CliResult>;
}

/** Starts the built CLI as a child process without a terminal, with nothing of the test runner's environment. */
export function startCli(
  args: readonly string[],
  options: { env?: Record<string, string | undefined>; input?: string } = {},
): RunningCli {
  const { PATH, HOME, TMPDIR, LANG } = process.env;
  const env = {
    PATH,
    HOME,
    TMPDIR,
    LANG,
    OBS_LAB_CACHE: process.env.OBS_LAB_CACHE,
    ...NAMED,
    ...options.env,
  };
  const child = spawn(process.execPath, [ENTRY, ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdin.end(options.input ?? '');
  const done = new Promise<CliResult>((resolve) =>
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal, stdout, stderr })),
  );
  return { child, output: () => ({ stdout, stderr }), done };
}

/** Runs the CLI until it exits. */
export async function runCli(
  args: readonly string[],
  options: Parameters<typeof startCli>[1] = {},
): Promise<CliResult> {
  return startCli(args, options).done;
}

/** Runs it with --json and parses the one document that stdout must hold. */
export async function runJson<T>(
  args: readonly string[],
  options: Parameters<typeof startCli>[1] = {},
): Promise<CliResult & { json: T }> {
  const result = await runCli([...args, '--json'], options);
  try {
    return { ...result, json: JSON.parse(result.stdout) as T };
  } catch (cause) {
    throw new Error(`not one JSON document on stdout: ${JSON.stringify(result)}`, { cause });
  }
}
