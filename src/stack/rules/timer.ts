import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageRoot } from '../../util/package-root.js';
import type { LabHome } from '../home.js';
import { MARK, OWNER_MARK, type ProcessIdentity, startIdOf } from '../processes.js';

/**
 * Starts the process that restores the rules when their lease ends. It outlives this command. It carries the home's
 * mark; its owner is Prometheus, because without that there is nothing to restore.
 * @param owner pid of Prometheus, if that is a local process
 */
export async function startRulesTimer(home: LabHome, owner: number | undefined): Promise<ProcessIdentity> {
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
    return { path: join(root, 'dist/cli/stack/rules/timer-main.js'), execArgv: [] };
  }
  const tsx = createRequire(import.meta.url).resolve('tsx');
  return {
    path: join(root, 'src/stack/rules/timer-main.ts'),
    execArgv: ['--import', pathToFileURL(tsx).href],
  };
}
