import { UsageError } from '../../errors.js';
import type { LabHome } from '../home.js';
import { openRuntime } from '../runtimes/index.js';
import { SERVICE_NAMES, type ServiceName } from '../spec.js';
import { readState } from '../state.js';
import { isAboutRequests, logFilter, type LogWishes } from './log-filter.js';
import { levelOf, type LogLine, timeOf } from './log-line.js';

export interface LogOptions extends LogWishes {
  home: LabHome;
  env: NodeJS.ProcessEnv;
  /** One service only. */
  service?: ServiceName | undefined;
  /** Lines of each service that are there already; if they are filtered, of those that match. */
  tail: number;
  onLine: (line: LogLine) => void;
  /** Keep going with new lines until this is aborted. */
  follow?: AbortSignal | undefined;
}

/** How far back a filter looks. */
const SEARCHED_LINES = 100_000;

/**
 * What the services wrote, in order of time, even after the lab has stopped.
 * @returns the lines that were there already
 * @throws UsageError if a filter is not valid · EngineError if the lab's engine does not answer
 */
export async function readLogs(options: LogOptions): Promise<LogLine[]> {
  const { home, env, tail, onLine, follow } = options;
  const runtime = await openRuntime((await readState(home))?.runtime ?? 'local', env);
  const filters = new Map(servicesOf(options).map((service) => [service, logFilter(options, Date.now())]));
  const services = [...filters.keys()];
  const found: LogLine[] = [];
  for (const [service, filter] of filters) {
    const lines = await runtime.lastLines(home, service, filter ? SEARCHED_LINES : tail);
    const wanted = filter ? lastOf(lines.filter(filter), tail) : lines;
    found.push(...wanted.map(reader(service)));
  }
  // RFC 3339 in UTC sorts like text; the lines of one service keep their order.
  found.sort((a, b) => compareTimes(a.time, b.time));
  found.forEach(onLine);
  if (follow) {
    const failure = new AbortController();
    const signal = AbortSignal.any([follow, failure.signal]);
    try {
      await Promise.all(
        services.map((service) => {
          const filter = filters.get(service);
          const read = reader(service);
          const show = (line: string): void => {
            const entry = read(line);
            if (filter?.(line) ?? true) onLine(entry);
          };
          return runtime.follow(home, service, show, signal);
        }),
      );
    } finally {
      failure.abort(); // one log that can't be followed ends them all
    }
  }
  return found;
}

/** Reads the lines of one service in order: a line without a time or level has those of the line before. */
function reader(service: ServiceName): (line: string) => LogLine {
  let time: string | undefined;
  let level: LogLine['level'];
  return (line) => {
    const ms = timeOf(line);
    if (ms !== undefined) time = new Date(ms).toISOString();
    level = levelOf(line) ?? level;
    return { service, line, ...(time !== undefined && { time }), ...(level && { level }) };
  };
}

function compareTimes(a = '', b = ''): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** @throws UsageError if another service is asked for requests */
function servicesOf({ service, ...wishes }: LogOptions): ServiceName[] {
  if (!isAboutRequests(wishes)) return service ? [service] : [...SERVICE_NAMES];
  if (service === undefined || service === 'api') return ['api'];
  throw new UsageError(`--route and --status are for the API’s requests, not for ${service}.`, {
    hints: ['Show them: obs-lab logs api --status 5xx'],
  });
}

function lastOf(lines: string[], count: number): string[] {
  return lines.slice(Math.max(0, lines.length - count));
}
