import { z } from 'zod';

/**
 * A saved run as it is read back. A file may come from another machine or be edited, so nothing in it is taken on
 * trust: numbers are finite, texts and lists bounded. Fields that a later version adds are ignored.
 */

const text = z.string().max(500);
const count = z.number().nonnegative();
const some = z.number().nullable();
const counts = z.record(z.string().max(40), count);
const list = <Item extends z.ZodType>(item: Item, most: number) => z.array(item).max(most).readonly();

/** Hours at one interval per second. */
const MAX_INTERVALS = 20_000;

const latency = z.object({ p50: some, p90: some, p95: some, p99: some, max: some });
const errors = z.object({
  timeout: count,
  connection: count,
  closed: count,
  aborted: count,
  byErrno: counts,
});
const tally = z.object({
  sent: count,
  responses: count,
  bytes: count,
  byStatus: counts,
  errors,
  latencyMs: latency,
});
const interval = tally.extend({
  second: z.number(),
  seconds: z.number(),
  time: z.number(),
  users: count,
  generator: z.object({ lagMeanMs: z.number(), lagP99Ms: z.number(), cpu: z.number(), rssMb: z.number() }),
});
const threshold = z.object({
  name: z.enum(['p50', 'p90', 'p95', 'p99', 'max', 'errors', 'rps']),
  operator: z.enum(['<', '<=', '>', '>=']),
  limit: z.number(),
  unit: z.enum(['ms', 'ratio', 'rps']),
  measured: some,
  pass: z.boolean(),
});
const reconciliation = z.object({
  client: count,
  server: count,
  difference: z.number(),
  ok: z.boolean(),
  counterReset: z.boolean(),
  explained: z.object({ aborted499: count, answeredTooLate: count, neverCounted: count }),
  problems: list(text, 200),
  rows: list(z.object({ method: text, route: text, status: text, client: count, server: z.number() }), 200),
});
const points = list(z.tuple([z.number(), z.number()]).readonly(), MAX_INTERVALS);

export const SavedRunSchema = z.object({
  version: z.literal(1),
  run: z.string().regex(/^[\w.-]{1,200}$/, 'is not a valid run name'),
  tier: z.string().min(1).max(100),
  target: text.optional(),
  users: z.number().positive(),
  spawnRate: z.number().positive(),
  durationSeconds: z.number(),
  ended: z.enum(['completed', 'stopped', 'interrupted']),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  sendingSeconds: z.number(),
  generatorLimited: z.boolean(),
  client: tally.extend({ rps: z.number(), errors: errors.extend({ ratio: z.number() }) }),
  server: z.object({
    responses: some,
    increase: some,
    p95Ms: some,
    poolWaitP95Ms: some,
    poolWaitingMax: some,
    inFlightMax: some,
  }),
  reconciliation: reconciliation.nullable(),
  thresholds: list(threshold, 50),
  verdict: z.enum(['stable', 'contention', 'overload']),
  reasons: list(text, 20),
  notices: list(text, 200),
  intervals: list(interval, MAX_INTERVALS),
  serverSeries: z
    .object({
      rate: points,
      p95Ms: points,
      inFlight: points,
      poolWaiting: points,
      poolActive: points,
      eventLoopLagP99Ms: points,
    })
    .nullable(),
  histogram: z.string().max(1_000_000),
  environment: z.object({ node: text, platform: text, cpus: z.number() }),
});

/** A search for the safe limit, as it is read back: the fields that a report uses. */
export const SavedLimitSchema = z.object({
  version: z.literal(1),
  kind: z.literal('limit'),
  run: z.string().regex(/^[\w.-]{1,200}$/, 'is not a valid run name'),
  tier: z.string().min(1).max(100),
  target: text.optional(),
  thresholds: list(threshold.omit({ measured: true, pass: true }), 50),
  ended: z.enum(['completed', 'exhausted', 'gone', 'stopped', 'interrupted']),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  limit: z.object({
    users: some,
    held: count,
    of: count,
    failsAt: some,
    failed: count,
    failedOf: count,
    confidence: z.enum(['high', 'fair', 'low']),
  }),
  knee: z.object({ users: count, goodRps: z.number() }).nullable(),
  probes: list(
    z.object({
      users: count,
      goodRps: z.number(),
      latencyMs: latency,
      errors: z.object({ ratio: z.number() }),
      holds: z.boolean(),
      reconciliation: z.object({ ok: z.boolean() }).nullable(),
    }),
    1000,
  ),
});

export type ReadLimit = z.infer<typeof SavedLimitSchema>;

/** A run as read: SavedRun without the running totals of the intervals. */
export type ReadRun = z.infer<typeof SavedRunSchema>;
export type ReadInterval = ReadRun['intervals'][number];
