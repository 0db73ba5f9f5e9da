import { startApi } from '../lab/api/start.js';
import { superviseApi } from '../lab/api/supervisor.js';
import { runProgram } from '../lab/common/program.js';

// The lab API in its own process, for bench/api.ts: as it ships, with metrics, log and the hooks of faults; or, with
// VARIANT=plain, without any of them.
void runProgram('api', async () => {
  const { DATABASE_URL: databaseUrl = '', VARIANT } = process.env;
  const options = {
    host: '127.0.0.1',
    port: 0,
    databaseUrl,
    poolMax: 10,
    acquireTimeoutMs: 10_000, // a machine that is busy with other things must not end the comparison
  };
  if (VARIANT === 'plain') return (await startApi(options)).stop;
  const writeLine = (line: string): void => void process.stdout.write(line);
  return (await superviseApi({ ...options, version: 'bench', writeLine })).stop;
});
