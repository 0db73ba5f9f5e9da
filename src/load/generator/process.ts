import { type ChildProcess, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ExitCode, LabError } from '../../errors.js';
import { packageRoot } from '../../util/package-root.js';
import type { FromGenerator, GeneratorResult, Interval, LoadPlan, ToGenerator } from './messages.js';

/** The generator, as its parent holds it. */
export interface Generator {
  /** @throws LabError GENERATOR_DIED if it ends before its result */
  run(plan: LoadPlan, on: { interval(interval: Interval): void; draining(): void }): Promise<GeneratorResult>;
  /** Ends the run early: requests in flight have this long. */
  stop(drainMs: number): void;
  /** Makes sure that it is gone. */
  dispose(): Promise<void>;
}

/** Starts the generator's process; resolves when it has loaded and waits for its plan. */
export async function startGenerator(): Promise<Generator> {
  const { path, execArgv } = entry();
  // In its own process group: Ctrl-C in a terminal only reaches the parent, which decides what it means. While the
  // child is still loading, it could not ignore it.
  const child = fork(path, [], { execArgv, detached: true, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => (stderr = `${stderr}${chunk.toString()}`.slice(-4000)));
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ? `ended by ${signal}` : `exit code ${code}`));
  });
  const died = exited.then((how) => {
    throw new LabError(`The load generator died: ${how}`, {
      code: 'GENERATOR_DIED',
      exitCode: ExitCode.failed,
      hints:
        stderr.trim() === ''
          ? ['The run was not saved. The system kills processes when memory runs out: try fewer users.']
          : stderr.trim().split('\n').slice(-3),
    });
  });
  // Callers that wait for the generator race against this. If nobody waits, it is not an unhandled rejection.
  died.catch(() => {});

  const send = (message: ToGenerator) => {
    if (child.connected) child.send(message, () => {});
  };
  await Promise.race([nextMessage(child, 'ready'), died]);
  return {
    run(plan, on) {
      child.on('message', (message: FromGenerator) => {
        if (message.type === 'interval') on.interval(message.interval);
        if (message.type === 'draining') on.draining();
      });
      const done = nextMessage(child, 'done').then((message) => message.result);
      send({ type: 'start', plan });
      return Promise.race([done, died]);
    },
    stop: (drainMs) => send({ type: 'stop', drainMs }),
    async dispose() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await exited;
    },
  };
}

type MessageOf<T extends FromGenerator['type']> = Extract<FromGenerator, { type: T }>;

function nextMessage<T extends FromGenerator['type']>(child: ChildProcess, type: T): Promise<MessageOf<T>> {
  return new Promise((resolve) => {
    const listen = (message: FromGenerator) => {
      if (message.type !== type) return;
      child.off('message', listen);
      resolve(message as MessageOf<T>);
    };
    child.on('message', listen);
  });
}

/** The built entry, or the source through tsx if this code itself runs from the sources. */
function entry(): { path: string; execArgv: string[] } {
  if (!/\.ts(\?|$)/.test(import.meta.url)) {
    return { path: join(packageRoot(), 'dist/cli/load/generator/main.js'), execArgv: [] };
  }
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  return { path: join(packageRoot(), 'src/load/generator/main.ts'), execArgv: ['--import', tsx] };
}
