import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { limitExitCode } from '../../src/cli/exit-codes.js';
import { findLimit, type LimitEvent } from '../../src/load/limit/find-limit.js';
import type { LimitRun } from '../../src/load/limit/limit-run.js';
import { parseThreshold } from '../../src/load/request/thresholds.js';
import { expectTrafficGoesOn, itemsOf, type LoadLab, SMALL_TIER, startLoadLab } from '../helpers/load-lab.js';

/** Searches for the safe limit against the lab: its API on real PostgreSQL, its traffic, a real Prometheus. */

let lab: LoadLab;
let runsDir: string;

beforeAll(async () => {
  runsDir = await mkdtemp(join(tmpdir(), 'obs-lab-test-load-limit-'));
  lab = await startLoadLab();
});

afterAll(async () => {
  await lab?.stop();
  await rm(runsDir, { recursive: true, force: true });
});

describe('a search for the safe limit', () => {
  /** Half a second of each probe is measured. */
  async function search(
    { maxUsers, threshold }: { maxUsers: number; threshold: string },
    during: (event: LimitEvent, interrupt: AbortController) => void = () => undefined,
  ): Promise<{ run: LimitRun; file: string; events: LimitEvent[] }> {
    const interrupt = new AbortController();
    const events: LimitEvent[] = [];
    const result = await findLimit({
      tier: { ...SMALL_TIER, users: maxUsers, holdSeconds: 0.5 },
      thresholds: [parseThreshold(threshold)],
      target: lab.target(),
      runsDir,
      stop: new AbortController().signal,
      interrupt: interrupt.signal,
      on(event) {
        events.push(event);
        during(event, interrupt);
      },
    });
    return { ...result, file: result.file!, events };
  }

  it('probes, reconciles each probe, leaves nothing behind, and is saved', async () => {
    const { run, file, events } = await search({ maxUsers: 1, threshold: 'p95<10s' });
    expect(run).toMatchObject({
      kind: 'limit',
      ended: 'completed',
      limit: { users: 1, held: 3, of: 3, failsAt: null, confidence: 'high' },
      knee: null,
      notices: [],
    });
    for (const probe of run.probes) {
      expect(probe).toMatchObject({ users: 1, holds: true, reconciliation: { ok: true, difference: 0 } });
      expect(probe.responses).toBeGreaterThan(0);
      // The warm-up is compared, but not measured.
      expect(probe.reconciliation!.client).toBeGreaterThan(probe.responses);
    }
    expect(limitExitCode(run)).toBe(0);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ ...run, version: 1 });
    expect(events.map(({ type }) => type)).toEqual(Array(3).fill(['probing', 'probe']).flat());
    expect(await itemsOf(lab, run.run)).toBe(0);
    await expectTrafficGoesOn(lab);
  });

  it('keeps its results if interrupted, and lets the traffic continue', async () => {
    const { run } = await search({ maxUsers: 1, threshold: 'p95<0.001ms' }, (event, interrupt) => {
      if (event.type === 'probing' && event.number === 2) interrupt.abort();
    });
    expect(run).toMatchObject({
      ended: 'interrupted',
      limit: { users: null, failsAt: 1, failed: 1, failedOf: 1, confidence: 'low' },
    });
    expect(run.probes).toHaveLength(1);
    expect(limitExitCode(run)).toBe(130);
    expect(await itemsOf(lab, run.run)).toBe(0);
    await expectTrafficGoesOn(lab);
  });

  it('ends if the API is gone, and does not report that as the limit', async () => {
    let killed: Promise<void> | undefined;
    const { run } = await search({ maxUsers: 4, threshold: 'p95<10s' }, (event) => {
      if (event.type === 'probing' && event.number === 2) killed ??= lab.api.kill();
    });
    await killed;
    expect(run).toMatchObject({ ended: 'gone', limit: { users: 1, confidence: 'low' } });
    expect(limitExitCode(run)).toBe(1);
  });
});
