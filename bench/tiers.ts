import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoadRun } from '../src/load/run/load-run.js';
import { runCli, runJson } from '../test/helpers/cli.js';
import { freePorts } from '../test/helpers/ports.js';
import { median } from './stats.js';

const ROUNDS = 3;
const TIERS = ['light', 'medium', 'heavy'] as const;
/** At the full number of users; the ramps take 5, 10 and 50 s. */
const HOLD = '10s';
const PORTS = ['api', 'prometheus', 'alertmanager', 'grafana', 'postgres', 'traffic'];

/** The tiers on the shipped stack, three times each: their results, and whether those are the same every time. */
export async function benchTiers(): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'obs-lab-bench-tiers-'));
  const env = { OBS_LAB_HOME: home, DOCKER_HOST: 'unix:///no/engine' };
  const ports = await freePorts(PORTS.length);
  const flags = PORTS.flatMap((name, i) => ['--port', `${name}=${ports[i]}`]);
  const runs: Record<(typeof TIERS)[number], LoadRun[]> = { light: [], medium: [], heavy: [] };
  try {
    const up = await runCli(['up', '--without', 'grafana', ...flags], { env });
    if (up.exitCode !== 0) throw new Error(up.stderr);
    for (let round = 1; round <= ROUNDS; round++) {
      for (const tier of TIERS) {
        const { json } = await runJson<LoadRun>(['stress', '--tier', tier, '--duration', HOLD], { env });
        runs[tier].push(json);
        console.log(`${round} ${tier.padEnd(7)}${runText(json)}`);
      }
    }
  } finally {
    await runCli(['down', '--volumes'], { env });
    await rm(home, { recursive: true, force: true });
  }
  const p95 = (tier: (typeof TIERS)[number]) =>
    median(runs[tier].map(({ client }) => client.latencyMs.p95 ?? 0));
  const shed = ({ client }: LoadRun) => (client.byStatus['503'] ?? 0) > 0;
  const checks: [string, boolean][] = [
    ['light is stable', runs.light.every(({ verdict }) => verdict === 'stable')],
    ['heavy is overload, with 503s', runs.heavy.every((run) => run.verdict === 'overload' && shed(run))],
    ['more wait for the pool in heavy than in light', most(runs.heavy) > most(runs.light)],
    ['medium lies between them in p95', p95('light') < p95('medium') && p95('medium') < p95('heavy')],
    ['each tier has the same verdict every time', TIERS.every((tier) => isUnanimous(runs[tier]))],
    ['all are reconciled', TIERS.every((tier) => runs[tier].every((run) => run.reconciliation?.ok))],
  ];
  for (const [what, holds] of checks) console.log(`${holds ? '✓' : '✗'} ${what}`);
  if (checks.some(([, holds]) => !holds)) process.exitCode = 1;
}

function runText({ verdict, client, server, reconciliation, generatorLimited }: LoadRun): string {
  const { p50, p95 } = client.latencyMs;
  const errors = `${(client.errors.ratio * 100).toFixed(1)} % errors (503 × ${client.byStatus['503'] ?? 0})`;
  const proof = reconciliation?.ok ? `${client.responses} reconciled` : 'NOT reconciled';
  return [
    verdict.padEnd(11),
    `${client.rps.toFixed(0)}/s, p50 ${p50?.toFixed(0)} ms, p95 ${p95?.toFixed(0)} ms, ${errors}`,
    `, at most ${server.poolWaitingMax} waiting, ${proof}${generatorLimited ? ', generator-limited' : ''}`,
  ].join('');
}

function most(runs: readonly LoadRun[]): number {
  return median(runs.map(({ server }) => server.poolWaitingMax ?? 0));
}

function isUnanimous(runs: readonly LoadRun[]): boolean {
  return new Set(runs.map(({ verdict }) => verdict)).size === 1;
}
