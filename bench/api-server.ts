import { createMetrics } from '../lab/api/metrics.js';
import { startApi } from '../lab/api/start.js';
import { runProgram } from '../lab/common/program.js';

// The lab API in its own process, for bench/api.ts. VARIANT=plain turns instrumentation off.
void runProgram('api', async () => {
  const { DATABASE_URL: databaseUrl = '', VARIANT } = process.env;
  const metrics = VARIANT === 'plain' ? undefined : createMetrics('bench');
  const api = await startApi({
    host: '127.0.0.1',
    port: 0,
    databaseUrl,
    poolMax: 10,
    acquireTimeoutMs: 10_000, // a machine that is busy with other things must not end the comparison
    metrics,
  });
  return api.stop;
});
