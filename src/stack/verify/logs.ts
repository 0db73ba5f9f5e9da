import type { LabHome } from '../home.js';
import { openRuntime } from '../runtimes/index.js';
import { SERVICE_NAMES, type ServiceName } from '../spec.js';
import { readState } from '../state.js';

export interface LogLine {
  service: ServiceName;
  line: string;
}

export interface LogOptions {
  home: LabHome;
  env: NodeJS.ProcessEnv;
  /** One service only. */
  service?: ServiceName | undefined;
  /** Lines of each service that are there already. */
  tail: number;
  onLine: (line: LogLine) => void;
  /** Keep going with new lines until this is aborted. */
  follow?: AbortSignal | undefined;
}

/**
 * What the services wrote, even after the lab has stopped.
 * @returns the lines that were there already
 * @throws EngineError if the lab's engine does not answer
 */
export async function readLogs(options: LogOptions): Promise<LogLine[]> {
  const { home, env, tail, onLine, follow } = options;
  const runtime = await openRuntime((await readState(home))?.runtime ?? 'local', env);
  const services = options.service ? [options.service] : [...SERVICE_NAMES];
  const found: LogLine[] = [];
  for (const service of services) {
    for (const line of await runtime.lastLines(home, service, tail)) {
      found.push({ service, line });
      onLine({ service, line });
    }
  }
  if (follow) {
    const failure = new AbortController();
    const signal = AbortSignal.any([follow, failure.signal]);
    try {
      await Promise.all(
        services.map((service) => runtime.follow(home, service, (line) => onLine({ service, line }), signal)),
      );
    } finally {
      failure.abort(); // one log that can't be followed ends them all
    }
  }
  return found;
}
