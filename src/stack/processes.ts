import { readdir, readFile, readlink } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';

/** A process, distinguished from any later one with the same pid. */
export interface ProcessIdentity {
  pid: number;
  startId: string;
}

/** The environment variable that marks a process as part of a lab; its value is the home's id. */
export const MARK = 'OBS_LAB_HOME_ID';

/** Marks a process that belongs to one command and ends with it; its value is that command's pid. */
export const OWNER_MARK = 'OBS_LAB_OWNER';

/**
 * Distinguishes a process from any other that ever has its pid: the boot id and the tick it started at (Linux), or
 * its start time as `ps` shows it. Undefined if there is no such process, or only its zombie.
 */
export async function startIdOf(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') {
    const [stat, boot] = await Promise.all([readOrEmpty(`/proc/${pid}/stat`), bootId()]);
    // The command name, in parentheses, may hold anything; the fields after it are fixed (proc_pid_stat(5)).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, startTicks] = [fields[0], fields[19]];
    return startTicks === undefined || state === 'Z' || state === 'X' ? undefined : `${boot}:${startTicks}`;
  }
  const ps = await execa('ps', ['-o', 'state=,lstart=', '-p', String(pid)], {
    reject: false,
    env: { LC_ALL: 'C' },
  });
  const [, state, started] = /^\s*(\S+)\s+(.+?)\s*$/.exec(ps.stdout ?? '') ?? [];
  return ps.failed || !started || state?.startsWith('Z') ? undefined : started;
}

export async function isAlive({ pid, startId }: ProcessIdentity): Promise<boolean> {
  const found = await startIdOf(pid);
  return found !== undefined && found === startId;
}

/**
 * Ends a process: `signal`, and SIGKILL after the grace period. Before each signal, checks again that the pid is
 * still the same process.
 */
export async function endProcess(
  target: ProcessIdentity,
  signal: NodeJS.Signals,
  graceMs: number,
): Promise<void> {
  if (!(await sendSignal(target, signal))) return;
  const deadline = performance.now() + graceMs;
  while (performance.now() < deadline) {
    if (!(await isAlive(target))) return;
    await sleep(20);
  }
  await sendSignal(target, 'SIGKILL');
  while (await isAlive(target)) await sleep(10);
}

/** Sends a signal, unless the pid is another process by now. @returns false if the process is gone */
export async function sendSignal(target: ProcessIdentity, signal: NodeJS.Signals): Promise<boolean> {
  if (!(await isAlive(target))) return false;
  try {
    process.kill(target.pid, signal);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

export interface MarkedProcess extends ProcessIdentity {
  command: string;
  /** The pid of the command that it belongs to; undefined for a service. */
  owner: number | undefined;
}

/** All processes that carry a home's mark in their environment. */
export async function findMarked(homeId: string): Promise<MarkedProcess[]> {
  const mark = `${MARK}=${homeId}`;
  const found = process.platform === 'linux' ? await scanProc(mark) : await scanPs(mark);
  const identified = await Promise.all(found.map(async (p) => ({ ...p, startId: await startIdOf(p.pid) })));
  return identified.filter((p): p is MarkedProcess => p.startId !== undefined && p.pid !== process.pid);
}

type Scanned = Omit<MarkedProcess, 'startId'>;

async function scanProc(mark: string): Promise<Scanned[]> {
  const pids = (await readdir('/proc')).map(Number).filter(Number.isInteger);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const environment = (await readOrEmpty(`/proc/${pid}/environ`)).split('\0');
      if (!environment.includes(mark)) return [];
      const command = (await readOrEmpty(`/proc/${pid}/cmdline`)).replaceAll('\0', ' ').trim();
      return [{ pid, command, owner: ownerIn(environment) }];
    }),
  );
  return found.flat();
}

async function scanPs(mark: string): Promise<Scanned[]> {
  const ps = await execa('ps', ['-axEww', '-o', 'pid=,command='], { reject: false });
  return (ps.stdout ?? '').split('\n').flatMap((line) => {
    const [, pid, command] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? [];
    const words = command?.split(' ') ?? [];
    return pid && command && words.includes(mark)
      ? [{ pid: Number(pid), command, owner: ownerIn(words) }]
      : [];
  });
}

function ownerIn(environment: readonly string[]): number | undefined {
  const entry = environment.find((variable) => variable.startsWith(`${OWNER_MARK}=`));
  return entry === undefined ? undefined : Number(entry.slice(OWNER_MARK.length + 1));
}

/**
 * True if a live process has the directory as its working directory (Linux only; elsewhere that is expensive to find
 * out).
 */
export async function worksIn(directory: string): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  const pids = (await readdir('/proc')).map(Number).filter(Number.isInteger);
  const found = await Promise.all(
    pids.map(async (pid) => (await readlink(`/proc/${pid}/cwd`).catch(() => '')) === directory),
  );
  return found.includes(true);
}

let boot: Promise<string> | undefined;
function bootId(): Promise<string> {
  boot ??= readOrEmpty('/proc/sys/kernel/random/boot_id').then((id) => id.trim());
  return boot;
}

/** A process may exit meanwhile, and other users' files are closed: both count as empty. */
async function readOrEmpty(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}
