import { z } from 'zod';
import { UsageError } from '../../errors.js';
import { parseDuration } from '../../util/duration.js';
import { readTextFile } from '../../util/text-file.js';
import { problemLines, readYaml } from '../../util/yaml/read-yaml.js';
import { parseThreshold } from './thresholds.js';
import { CRUD_MIX, CUSTOM_TIER, LIMIT_RUN, rampSeconds, type Tier, TIER_BOUNDS, TIERS } from './tiers.js';

/** Names that already mean something: saved runs identify a tier by its name. */
const TAKEN = [...TIERS.map(({ name }) => name), CUSTOM_TIER, LIMIT_RUN];

const name = z
  .string()
  .max(32, 'must have at most 32 characters')
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case words joined by hyphens, such as black-friday')
  .refine((value) => !TAKEN.includes(value), 'is the name of a built-in tier: choose another');

const weight = z.number().nonnegative('must not be negative').exactOptional();

const durationWithin = (least: number, most: number): string =>
  `must be a duration such as 30s or 5m, from ${least} s to ${most} s`;

/** Seconds, within bounds. */
const seconds = (least: number, most: number) =>
  z.string(durationWithin(least, most)).transform((value, context) => {
    const parsed = parseDuration(value);
    if (parsed !== undefined && parsed >= least && parsed <= most) return parsed;
    const message = durationWithin(least, most);
    context.issues.push({ code: 'custom', input: value, message });
    return z.NEVER;
  });

const threshold = z.string().superRefine((value, context) => {
  try {
    parseThreshold(value);
  } catch (error) {
    context.addIssue((error as Error).message);
  }
});

const { users, spawnRate, holdSeconds, timeoutMs } = TIER_BOUNDS;
const tier = z
  .strictObject({
    users: z.int().min(1).max(users.max).describe('each sends its next request when the last is answered'),
    spawnRate: z
      .number()
      .min(spawnRate.min)
      .max(spawnRate.max)
      .default(10)
      .describe('new users per second during the ramp'),
    hold: seconds(holdSeconds.min, holdSeconds.max).default(30).describe('how long all users stay'),
    timeout: seconds(timeoutMs.min / 1000, timeoutMs.max / 1000)
      .default(5)
      .describe('how long to wait for an answer before giving up on a request'),
    mix: z
      .strictObject({ list: weight, read: weight, create: weight, update: weight, delete: weight })
      .refine(
        (mix) => Object.values(mix).some((share) => share > 0),
        'must give a weight to at least one operation',
      )
      .default(CRUD_MIX)
      .describe('operation → weight; only the proportions count'),
    thresholds: z
      .array(threshold)
      .default(['p95<250ms', 'errors<1%'])
      .describe("limits to meet: 'p95<250ms', 'errors<1%', 'rps>1000'"),
    expected: z.string().default('your own').describe('what a run should show, in words'),
  })
  .refine((value) => rampSeconds(value) <= holdSeconds.max, {
    path: ['spawnRate'],
    message: 'is so low that starting all users takes more than an hour',
  });

/** A file of tiers. `npm run generate` generates docs/tiers.schema.json from it, for editors. */
export const tiersFileSchema = z.strictObject({ tiers: z.record(name, tier) });

/**
 * Reads the text of a file of tiers.
 * @throws UsageError TIERS_INVALID that lists every wrong field, and why it is wrong
 */
export function parseTiers(text: string, file: string): Tier[] {
  const result = readYaml(text, tiersFileSchema, 'file of load tiers');
  if ('problems' in result) {
    throw new UsageError(`The tiers file can’t be used.\n${problemLines(file, result.problems)}`, {
      code: 'TIERS_INVALID',
      hints: ['Correct the file at the places listed above; obs-lab docs load shows an example.'],
    });
  }
  return Object.entries(result.data.tiers).map(([key, { hold, timeout, ...rest }]) => ({
    name: key,
    holdSeconds: hold,
    timeoutMs: timeout * 1000,
    ...rest,
  }));
}

/**
 * The built-in tiers, then those of the user's file.
 * @param file as --tiers names it; else OBS_LAB_TIERS does
 * @throws UsageError TIERS_UNREADABLE, TIERS_INVALID
 */
export async function loadTiers(
  file: string | undefined,
  env: NodeJS.ProcessEnv = process.env,
): Promise<readonly Tier[]> {
  const path = file ?? env.OBS_LAB_TIERS;
  if (!path) return TIERS;
  const text = await readTextFile(path).catch((cause: Error) => {
    throw new UsageError(`Could not read the tiers file ${path}: ${cause.message}.`, {
      code: 'TIERS_UNREADABLE',
      hints: [file === undefined ? 'OBS_LAB_TIERS points to it.' : '--tiers points to it.'],
      cause,
    });
  });
  return [...TIERS, ...parseTiers(text, path)];
}
