import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findAlertmanager } from '../src/stack/binaries/alertmanager.js';
import { findPostgres } from '../src/stack/binaries/postgres.js';
import { findPrometheus } from '../src/stack/binaries/prometheus.js';
import { readCredentials } from '../src/stack/credentials.js';
import { cacheDir } from '../src/stack/home.js';
import { clusterArgs } from '../src/stack/runtimes/local/postgres-cluster.js';
import { postgresPlaces, serviceUser } from '../src/stack/runtimes/local/service-user.js';
import { SERVICES } from '../src/stack/services/index.js';
import { postgresUrl } from '../src/stack/services/postgres.js';
import { createLab } from '../test/helpers/lab.js';
import { inTurn, printRatio } from './stats.js';

const ROUNDS = 5;
const LAB_DIR = fileURLToPath(new URL('../dist/lab', import.meta.url));

/**
 * `obs-lab up` with everything cached, against a bare shell script that starts the very same binaries with the same
 * configuration, in the same order, and waits for the same conditions.
 */
export async function benchUp(): Promise<void> {
  const lab = await createLab();
  const scripts = await mkdtemp(join(tmpdir(), 'obs-lab-bench-'));
  try {
    await seconds(() => lab.up('--without', 'grafana')); // makes the cluster and the configuration that both then use
    await lab.cli(['down']);
    const script = join(scripts, 'up.sh');
    await writeFile(script, await shellScript(lab));
    const { a, b } = await inTurn(
      ROUNDS,
      async () => {
        const time = await seconds(async () => {
          const { exitCode, stderr } = await lab.up('--without', 'grafana');
          if (exitCode !== 0) throw new Error(stderr);
        });
        await lab.cli(['down']);
        return time;
      },
      () => timeScript(script),
    );
    printRatio('up', a, b, { a: 'obs-lab up', b: 'shell script', unit: 's', limit: 'at most 1.30' });
  } finally {
    await rm(scripts, { recursive: true, force: true });
    await lab.close();
  }
}

/** Starts the services, prints "ready" when all conditions hold, then waits for a line before it ends them. */
async function shellScript({ home, ports }: Awaited<ReturnType<typeof createLab>>): Promise<string> {
  const user = await serviceUser();
  const places = await postgresPlaces(home, cacheDir(), user);
  const [postgres, prometheus, alertmanager, credentials] = [
    await findPostgres({ env: process.env, cache: places.binaries }),
    await findPrometheus({ env: process.env, cache: cacheDir() }),
    await findAlertmanager({ env: process.env, cache: cacheDir() }),
    await readCredentials(home),
  ];
  const directory = join(places.data, 'postgres');
  const context = (port: number, service: string) => ({
    listen: { host: '127.0.0.1', port },
    addressOf: () => ({ host: '127.0.0.1', port }),
    learnerHost: '127.0.0.1',
    configDir: join(home.configDir, service),
    dataDir: join(home.dataDir, service),
    credentials: credentials ?? { postgresPassword: '', grafanaPassword: '' },
    isSkipped: () => false,
  });
  const quote = (words: string[]): string => words.map((word) => `'${word}'`).join(' ');
  const asUser = user ? `setpriv --reuid=${user.uid} --regid=${user.gid} --clear-groups ` : '';
  const api = `http://127.0.0.1:${ports.api}`;
  return `cd ${dirname(alertmanager.path)}
${quote([alertmanager.path, ...SERVICES.alertmanager.args(context(ports.alertmanager, 'alertmanager'))])} >/dev/null 2>&1 & P5=$!
cd ${directory}
${quote([prometheus.path, ...SERVICES.prometheus.args(context(ports.prometheus, 'prometheus'))])} >/dev/null 2>&1 & P1=$!
${asUser}${quote([postgres.postgres, ...clusterArgs(directory), ...SERVICES.postgres.args(context(ports.postgres, 'postgres'))])} >/dev/null 2>&1 & P2=$!
until (exec 3<>/dev/tcp/127.0.0.1/${ports.postgres}) 2>/dev/null; do sleep 0.05; done
HOST=127.0.0.1 PORT=${ports.api} DATABASE_URL='${postgresUrl({ host: '127.0.0.1', port: ports.postgres }, credentials?.postgresPassword ?? '')}' node ${LAB_DIR}/api.js >/dev/null 2>&1 & P3=$!
until curl -fs ${api}/ready >/dev/null; do sleep 0.05; done
HOST=127.0.0.1 PORT=${ports.traffic} TARGET_URL=${api} node ${LAB_DIR}/traffic.js >/dev/null 2>&1 & P4=$!
until curl -fs http://127.0.0.1:${ports.traffic}/metrics >/dev/null; do sleep 0.05; done
until curl -fs http://127.0.0.1:${ports.prometheus}/-/ready >/dev/null; do sleep 0.05; done
until curl -fs http://127.0.0.1:${ports.alertmanager}/-/ready >/dev/null; do sleep 0.05; done
until [ "$(curl -fs http://127.0.0.1:${ports.prometheus}/api/v1/targets | grep -o '"health":"up"' | wc -l)" -eq 5 ]; do sleep 0.05; done
echo ready
read -r _
kill $P5 $P4 $P3 $P1; kill -INT $P2; wait
`;
}

async function timeScript(script: string): Promise<number> {
  const child = spawn('bash', [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const time = await seconds(() => new Promise((resolve) => child.stdout.once('data', resolve)));
  child.stdin.end('\n');
  await exited;
  return time;
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}
