import pkg from '../package.json' with { type: 'json' };
import { createMetrics } from './api/metrics.js';
import { startApi } from './api/start.js';
import { listenSettings, numberSetting, urlSetting } from './common/env.js';
import { runProgram } from './common/program.js';

// The API under observation. HOST, PORT, DATABASE_URL, DB_POOL_MAX, DB_ACQUIRE_TIMEOUT_MS configure it.
void runProgram('api', async () => {
  const { env } = process;
  const api = await startApi({
    ...listenSettings(env, 3030),
    databaseUrl: urlSetting(env, 'DATABASE_URL', ['postgres:', 'postgresql:']).href,
    poolMax: numberSetting(env, 'DB_POOL_MAX', { fallback: 10, min: 1, max: 1000, integer: true }),
    acquireTimeoutMs: numberSetting(env, 'DB_ACQUIRE_TIMEOUT_MS', {
      fallback: 300,
      min: 1,
      max: 60_000,
      integer: true,
    }),
    metrics: createMetrics(pkg.version),
  });
  return api.stop;
});
