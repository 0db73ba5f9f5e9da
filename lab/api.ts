import { setTimeout as sleep } from 'node:timers/promises';
import pkg from '../package.json' with { type: 'json' };
import { createApiInjector } from './api/faults/index.js';
import { repairIndex } from './api/faults/sessions.js';
import { superviseApi } from './api/supervisor.js';
import { listenSettings, numberSetting, urlSetting } from './common/env.js';
import { createFileLimit } from './common/file-limit.js';
import { namesIn } from './common/guard.js';
import { runProgram } from './common/program.js';
import { controlSettings, startControl } from './control/server.js';

const CLEAR_LIMIT_MS = 2_000;
/** A few hours of the steady traffic. */
const LOG_LIMIT_BYTES = 64 * 1024 * 1024;

// The API under observation. HOST, PORT, HOSTS, DATABASE_URL, DB_POOL_MAX, DB_ACQUIRE_TIMEOUT_MS configure it;
// CONTROL_TOKEN, CONTROL_PORT and CONTROL_HOST open the control port.
void runProgram('api', async () => {
  const { env } = process;
  const control = controlSettings(env);
  const appended = createFileLimit(process.stdout.fd, LOG_LIMIT_BYTES);
  const supervisor = await superviseApi({
    ...listenSettings(env, 3030),
    hosts: namesIn(env.HOSTS),
    databaseUrl: urlSetting(env, 'DATABASE_URL', ['postgres:', 'postgresql:']).href,
    poolMax: numberSetting(env, 'DB_POOL_MAX', { fallback: 10, min: 1, max: 1000, integer: true }),
    acquireTimeoutMs: numberSetting(env, 'DB_ACQUIRE_TIMEOUT_MS', {
      fallback: 300,
      min: 1,
      max: 60_000,
      integer: true,
    }),
    version: pkg.version,
    writeLine(line) {
      appended(line.length);
      process.stdout.write(line);
    },
  });
  const injector = createApiInjector(supervisor, repairIndex(supervisor));
  const stopControl = control && (await startControl(control, injector));
  return async () => {
    // Whatever can't be undone in time ends with this process, or is repaired at its next start.
    const cleared = Promise.race([injector.clear(), sleep(CLEAR_LIMIT_MS)]);
    await Promise.all([supervisor.stop(), cleared, stopControl?.()]);
  };
});
