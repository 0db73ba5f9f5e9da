import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';

/** A server process of a test, with what it printed and a way to end it. */
export interface TestProcess {
  child: ChildProcess;
  output: () => string;
  /** Ends it with SIGTERM and waits; SIGKILL after ten seconds. */
  stop: () => Promise<void>;
  /** SIGKILL, as a crash would. */
  kill: () => Promise<void>;
}

export function startProcess(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): TestProcess {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const collect = (chunk: Buffer): void => void (output = (output + chunk.toString()).slice(-64_000));
  child.stdout?.on('data', collect);
  child.stderr?.on('data', collect);
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
  child.once('error', (error) => collect(Buffer.from(String(error))));
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    child.kill(signal);
    const last = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await exited;
    clearTimeout(last);
  };
  return { child, output: () => output, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') };
}
