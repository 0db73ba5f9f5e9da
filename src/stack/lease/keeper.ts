import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageRoot } from '../../util/package-root.js';
import type { LabHome } from '../home.js';
import { endProcess, isAlive, MARK, OWNER_MARK, type ProcessIdentity, startIdOf } from '../processes.js';
import type { StackState } from '../state.js';
import { isOver, type Lease, readLease, removeLease, type RulesLease, writeLease } from './lease.js';

/**
 * The process that ends what has a lease in this home, and outlives the command that began it. It also runs during
 * every incident, and its name and environment say nothing about what it waits for.
 */

const GRACE_MS = 2_000;

type Lab = { home: LabHome; state: Pick<StackState, 'services'> };

/** Has the process run until then, or until {@link release}. @param until RFC 3339 */
export async function hold(lab: Lab, until: string): Promise<void> {
  await keep(lab, { heldUntil: until });
}

/** Ends {@link hold}. The process stays if it has rules to restore. */
export async function release(home: LabHome): Promise<void> {
  const lease = await readLease(home);
  if (lease) await settle(home, { ...lease, heldUntil: undefined });
}

/** Records that the rules are about to be changed, and that the process has to restore them. */
export async function leaseRules(lab: Lab, rules: RulesLease): Promise<void> {
  await keep(lab, { rules });
}

/** Records that the rules are restored. The process stays while it is held. */
export async function endRulesLease(home: LabHome): Promise<void> {
  const lease = await readLease(home);
  if (lease) await settle(home, { ...lease, rules: undefined });
}

/** Forgets everything, and ends the process. */
export async function forgetLease(home: LabHome): Promise<void> {
  const lease = await readLease(home);
  if (lease) await settle(home, { keeper: lease.keeper });
}

async function keep({ home, state }: Lab, added: Omit<Lease, 'keeper'>): Promise<void> {
  const before = (await readLease(home)) ?? {};
  const lease = { ...before, ...added };
  await writeLease(home, lease);
  if (before.keeper && (await isAlive(before.keeper))) return;
  await writeLease(home, {
    ...lease,
    keeper: await startKeeper(home, state.services.prometheus?.process?.pid),
  });
}

async function settle(home: LabHome, lease: Lease): Promise<void> {
  if (lease.rules || (lease.heldUntil !== undefined && !isOver(lease.heldUntil))) {
    await writeLease(home, lease);
    return;
  }
  await removeLease(home);
  // The process itself comes through here after it restored the rules.
  if (lease.keeper && lease.keeper.pid !== process.pid) await endProcess(lease.keeper, 'SIGTERM', GRACE_MS);
}

/**
 * It carries the home's mark; its owner is Prometheus, because without that there is nothing to restore.
 * @param owner pid of Prometheus, if that is a local process
 */
async function startKeeper(home: LabHome, owner: number | undefined): Promise<ProcessIdentity> {
  const { path, execArgv } = entry();
  const child = spawn(process.execPath, [...execArgv, path], {
    detached: true,
    stdio: 'ignore',
    cwd: home.path,
    env: {
      ...process.env,
      OBS_LAB_HOME: home.path,
      [MARK]: home.id,
      ...(owner !== undefined && { [OWNER_MARK]: String(owner) }),
    },
  });
  await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  child.unref();
  const pid = child.pid as number;
  return { pid, startId: (await startIdOf(pid)) ?? 'ended' };
}

/** The built program, or from the sources in tests and with bin/dev.js. */
function entry(): { path: string; execArgv: string[] } {
  const root = packageRoot();
  if (!import.meta.url.endsWith('.ts')) {
    return { path: join(root, 'dist/cli/stack/lease/main.js'), execArgv: [] };
  }
  const tsx = createRequire(import.meta.url).resolve('tsx');
  return {
    path: join(root, 'src/stack/lease/main.ts'),
    execArgv: ['--import', pathToFileURL(tsx).href],
  };
}
