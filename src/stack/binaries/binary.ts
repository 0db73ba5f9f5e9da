import { execa } from 'execa';
import { LabError } from '../../errors.js';
import { UnavailableError } from '../unavailable.js';

/** A download is not what it should be: damaged on the way, or tampered with. That is said even if another source has the program. */
export class ChecksumError extends Error {
  override readonly name = 'ChecksumError';
}

/** A program found on this machine. */
export interface Binary {
  /** Absolute path of the executable. */
  path: string;
  /** As the program itself reports it, such as "2.42.0". */
  version: string;
  /** Where it came from: "PATH", "cache", "release tarball" … */
  source: string;
  /** What the user should know about the search, in a sentence. */
  warning?: string;
}

/** What a source may need, and how it reports progress. */
export interface FetchContext {
  env: NodeJS.ProcessEnv;
  /** The directory of unpacked binaries (see cacheDir in home.ts). */
  cache: string;
  signal?: AbortSignal;
  /** Bytes so far and in total, if known. */
  onProgress?: (what: string, done?: number, total?: number) => void;
}

/** One place a binary may come from. */
export interface BinarySource {
  name: string;
  /** True if searching is free: no network, nothing written to disk. `doctor` asks only these. */
  offline: boolean;
  /** The binary, or the reason why this source has none. Throws only to end the whole search. */
  find(context: FetchContext): Promise<Binary | { reason: string }>;
}

export interface SourceFailure {
  source: string;
  reason: string;
}

/** The programs as messages name them, and the errors' codes if they are missing. */
export const PROGRAMS = {
  prometheus: { title: 'Prometheus', code: 'NO_PROMETHEUS' },
  alertmanager: { title: 'Alertmanager', code: 'NO_ALERTMANAGER' },
  grafana: { title: 'Grafana', code: 'NO_GRAFANA' },
  postgres: { title: 'PostgreSQL', code: 'NO_POSTGRES' },
} as const;

export type ProgramName = keyof typeof PROGRAMS;

/** No source has the program. */
export class BinaryNotFoundError extends UnavailableError {
  readonly failures: readonly SourceFailure[];

  constructor(program: ProgramName, failures: readonly SourceFailure[], hints: readonly string[]) {
    const tried = failures.map(({ source, reason }) => `${source}: ${reason}`).join('\n');
    super(`Could not find or download ${PROGRAMS[program].title}. Tried, in this order:\n${tried}`, {
      code: PROGRAMS[program].code,
      inBrief: `not installed; ${failures.at(-1)?.reason}`,
      hints,
    });
    this.failures = failures;
  }
}

/**
 * Asks the sources in turn; the first that has the program wins.
 * @throws BinaryNotFoundError naming every source tried and why it failed
 */
export async function findBinary(
  program: ProgramName,
  sources: readonly BinarySource[],
  context: FetchContext,
  hints: readonly string[],
): Promise<Binary> {
  const failures: SourceFailure[] = [];
  let warning: string | undefined;
  for (const source of sources) {
    context.signal?.throwIfAborted();
    try {
      const found = await source.find(context);
      if ('path' in found) return warning === undefined ? found : { ...found, warning };
      failures.push({ source: source.name, reason: found.reason });
    } catch (error) {
      if (error instanceof LabError || context.signal?.aborted) throw error;
      if (error instanceof ChecksumError) {
        warning = `A download of ${PROGRAMS[program].title} was refused: ${error.message}.`;
      }
      failures.push({ source: source.name, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  throw new BinaryNotFoundError(program, failures, hints);
}

/**
 * Runs `path --version` and reads the version from its output. A file that exists but does not run (wrong
 * architecture, missing library, another program of that name) counts as missing.
 */
export async function probeVersion(
  path: string,
  args: readonly string[],
  pattern: RegExp,
): Promise<{ version: string } | { reason: string }> {
  const result = await execa(path, [...args], { reject: false, timeout: 20_000, stdin: 'ignore', all: true });
  if (result.failed) return { reason: `${path} does not run: ${result.shortMessage?.split('\n')[0]}` };
  const version = pattern.exec(result.all)?.[1];
  return version ? { version } : { reason: `${path} prints no version that obs-lab can read` };
}
