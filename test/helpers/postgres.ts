import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { findPostgres } from '../../src/stack/binaries/postgres.js';
import { cacheDir, openHome } from '../../src/stack/home.js';
import { clusterArgs, initCluster } from '../../src/stack/runtimes/local/postgres-cluster.js';
import { postgresPlaces, serviceUser } from '../../src/stack/runtimes/local/service-user.js';
import { POSTGRES_DATABASE, POSTGRES_USER, postgresUrl } from '../../src/stack/services/postgres.js';
import { startProcess, type TestProcess } from './child.js';
import { freePorts } from './ports.js';
import { until } from './wait.js';

export interface TestPostgres {
  host: string;
  port: number;
  user: string;
  password: string;
  database: string;
  /** postgres://… */
  url: string;
  /** Ends it and removes its data. */
  stop: () => Promise<void>;
  /** SIGKILL; data stays. */
  kill: () => Promise<void>;
  /** Starts it again on the same port, after kill(). */
  restart: () => Promise<void>;
}

/** A private, real PostgreSQL on a free port, with an empty database. */
export async function startPostgres(): Promise<TestPostgres> {
  const user = await serviceUser();
  const directory = await mkdtemp(join(tmpdir(), 'obs-lab-test-postgres-'));
  await chmod(directory, 0o755); // mkdtemp closes it to the user that PostgreSQL runs as
  const places = await postgresPlaces(openHome({ OBS_LAB_HOME: directory }), cacheDir(), user);
  const binaries = await findPostgres({ env: process.env, cache: places.binaries });
  const data = join(directory, 'postgres');
  const [port = 0] = await freePorts(1);
  const password = 'test';
  const env = { PATH: process.env.PATH, LC_ALL: 'C' };
  await initCluster({ binaries, directory: data, password, user, env });
  const url = postgresUrl({ host: '127.0.0.1', port }, password);
  let server: TestProcess;
  const start = async (): Promise<void> => {
    server = startProcess(
      binaries.postgres,
      [...clusterArgs(data), '-c', 'listen_addresses=127.0.0.1', '-p', String(port)],
      {
        cwd: data,
        env,
        ...(user && { uid: user.uid, gid: user.gid }),
      },
    );
    await until('PostgreSQL answers', async () => {
      if (server.child.exitCode !== null) throw new Error(`PostgreSQL ended: ${server.output()}`);
      const client = new pg.Client(url);
      await client.connect();
      await client.end();
      return true;
    });
  };
  const stop = async (): Promise<void> => {
    server.child.kill('SIGINT'); // fast shutdown: does not wait for clients to leave
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  };
  await start();
  return {
    host: '127.0.0.1',
    port,
    user: POSTGRES_USER,
    password,
    database: POSTGRES_DATABASE,
    url,
    stop,
    kill: () => server.kill(),
    restart: start,
  };
}
