import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { z } from 'zod';
import { ExitCode, LabError, UsageError } from '../../errors.js';
import { nearest } from '../../util/nearest.js';
import { readRegularFile, TextFileError } from '../../util/text-file.js';
import { issueInWords } from '../../util/yaml/messages.js';
import { LIMITS_DIR, limitsDirOf } from './limits-dir.js';
import { MAX_RUN_BYTES } from './runs.js';
import { type ReadLimit, type ReadRun, SavedLimitSchema, SavedRunSchema } from './saved-run-schema.js';

/** A file that was skipped, and why. */
export interface PassedOver {
  file: string;
  reason: string;
}

/** The runs in a directory, and the files in it that aren't runs. */
export interface SavedRuns {
  /** Oldest first. */
  runs: ReadRun[];
  passedOver: PassedOver[];
  /** Searches for the safe limit, oldest first. */
  limits: ReadLimit[];
  /** The last search for the safe limit of the lab's API that found something. */
  limit?: ReadLimit;
}

/**
 * Reads all saved runs. Files that are broken, or from a later version, are skipped and listed. A missing directory
 * counts as empty.
 */
export async function readSavedRuns(runsDir: string): Promise<SavedRuns> {
  const runs = await readAll(runsDir, SavedRunSchema);
  const limits = await readAll(limitsDirOf(runsDir), SavedLimitSchema);
  const limit = limits.read.findLast(
    ({ target, limit: found }) => target === undefined && (found.users ?? found.failsAt) !== null,
  );
  return {
    runs: runs.read,
    limits: limits.read,
    passedOver: [
      ...runs.passedOver,
      ...limits.passedOver.map(({ file, reason }) => ({ file: `${LIMITS_DIR}/${file}`, reason })),
    ],
    ...(limit && { limit }),
  };
}

type Schema<Document> = z.ZodType<Document>;

/** Every document in a directory, oldest first. */
async function readAll<Document extends { startedAt: string }>(
  directory: string,
  schema: Schema<Document>,
): Promise<{ read: Document[]; passedOver: PassedOver[] }> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    // There are no runs yet.
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [] as string[];
    throw error;
  });
  const files = names.filter((name) => name.endsWith('.json'));
  const all = { read: [] as Document[], passedOver: [] as PassedOver[] };
  for (const file of files.sort()) {
    const read = await readDocument(join(directory, file), schema);
    if (typeof read === 'string') all.passedOver.push({ file, reason: read });
    else all.read.push(read);
  }
  all.read.sort((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt));
  return all;
}

/** @returns the document, or why the file couldn't be read */
async function readDocument<Document>(path: string, schema: Schema<Document>): Promise<Document | string> {
  let document: unknown;
  try {
    document = JSON.parse((await readRegularFile(path, { maxBytes: MAX_RUN_BYTES })).toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return 'it is not JSON, or was cut off';
    if (error instanceof TextFileError) return error.message;
    throw error;
  }
  const version = (document as { version?: unknown } | null)?.version;
  if (typeof version === 'number' && version > 1) {
    return `its version is ${version}, and this obs-lab only reads version 1`;
  }
  const parsed = schema.safeParse(document, { error: (issue) => issueInWords(issue, 'saved run') });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return `${issue?.path.join('.') || 'it'} ${issue?.message ?? 'is not a saved run'}`;
}

/** The last completed run of each tier on the lab's API, by users. */
function latestOfEachTier(runs: readonly ReadRun[]): ReadRun[] {
  const latest = new Map<string, ReadRun>();
  for (const run of runs) {
    if (run.ended === 'completed' && run.target === undefined) latest.set(run.tier, run);
  }
  return byLoad([...latest.values()]);
}

/** From baseline to overload; equal ones in the order they were made. */
function byLoad(runs: readonly ReadRun[]): ReadRun[] {
  return [...runs].sort((a, b) => a.users - b.users || Date.parse(a.startedAt) - Date.parse(b.startedAt));
}

/**
 * The runs that the user names: by full name or an unambiguous prefix, by tier (its last completed run, or
 * its last one), as `latest`, or by the path of a run's file.
 * @returns each once, from baseline to overload; without names the last completed run of each tier
 * @throws LabError NO_RUNS; UsageError UNKNOWN_RUN, AMBIGUOUS_RUN, RUN_UNREADABLE
 */
export async function findRuns(names: readonly string[], runs: readonly ReadRun[]): Promise<ReadRun[]> {
  const found = new Map<string, ReadRun>();
  const wanted =
    names.length === 0
      ? latestOfEachTier(runs)
      : await Promise.all(names.map((name) => (isPath(name) ? openRun(name) : findRun(name, runs))));
  if (wanted.length === 0) throw noRuns(runs);
  for (const run of wanted) found.set(run.run, run);
  return byLoad([...found.values()]);
}

function findRun(name: string, runs: readonly ReadRun[]): ReadRun {
  const last = runs.at(-1);
  if (!last) throw noRuns(runs);
  if (name === 'latest') return last;
  const exact = runs.find(({ run }) => run === name);
  if (exact) return exact;
  const ofTier = runs.filter(({ tier }) => tier === name);
  const latest = ofTier.findLast(({ ended }) => ended === 'completed') ?? ofTier.at(-1);
  if (latest) return latest;
  const begun = runs.filter(({ run }) => name !== '' && run.startsWith(name));
  if (begun.length === 1) return begun[0]!;
  if (begun.length > 1) {
    throw new UsageError(`${begun.length} runs start with “${name}”.`, {
      code: 'AMBIGUOUS_RUN',
      hints: begun.slice(-5).map(({ run }) => run),
    });
  }
  const similar = nearest(name, new Set(['latest', ...runs.flatMap(({ run, tier }) => [tier, run])]));
  throw new UsageError(`Unknown run: ${name}`, {
    code: 'UNKNOWN_RUN',
    hints: [
      ...(similar.length > 0 ? [`Similar: ${similar.join(', ')}`] : []),
      'List the saved runs with: obs-lab report --list',
    ],
  });
}

function isPath(name: string): boolean {
  return name.endsWith('.json');
}

async function openRun(path: string): Promise<ReadRun> {
  const read = await readDocument(path, SavedRunSchema);
  if (typeof read !== 'string') return read;
  throw new UsageError(`${basename(path)} is not a saved run: ${read}`, {
    code: 'RUN_UNREADABLE',
    hints: [
      'Give the file that stress prints after “saved”, complete and unchanged.',
      'List the runs saved here with: obs-lab report --list',
    ],
  });
}

function noRuns(runs: readonly ReadRun[]): LabError {
  return new LabError(
    runs.length === 0 ? 'There are no saved runs.' : 'No saved run of the lab’s API was completed.',
    {
      code: 'NO_RUNS',
      exitCode: ExitCode.failed,
      hints: [
        'Create one with: obs-lab stress --tier light',
        ...(runs.length > 0 ? ['Or name one that was cut short: obs-lab report --list'] : []),
      ],
    },
  );
}
