import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { imageFacts, imageName } from '../src/stack/runtimes/docker/images.js';
import { testEngine } from '../test/helpers/engine.js';
import { createLab } from '../test/helpers/lab.js';
import { inTurn, printRatio } from './stats.js';

const run = promisify(execFile);
const ROUNDS = 5;
const COMPOSE_FILE = fileURLToPath(new URL('../stack/compose.yaml', import.meta.url));
/** Compose doesn't create a history for Prometheus either. */
const WITHOUT = ['--without', 'grafana', '--without', 'history'];
const SERVICES = ['prometheus', 'postgres', 'api', 'traffic'];

/**
 * `obs-lab up` in containers, with the images on the engine, against `docker compose up --wait` on the compose file
 * that is generated from the same specs. Needs an engine, its compose plugin, the official images (their health
 * commands are what compose waits for) and the default ports.
 */
export async function benchUpDocker(): Promise<void> {
  const lacking = await whatIsLacking();
  if (lacking) {
    console.log(`up-docker: not measured: ${lacking}`);
    return;
  }
  const lab = await createLab({ DOCKER_HOST: process.env.DOCKER_HOST ?? '' });
  const compose = (...args: string[]) =>
    run('docker', ['compose', '-f', COMPOSE_FILE, '-p', 'obs-lab-bench', ...args]);
  try {
    const { a, b } = await inTurn(
      ROUNDS,
      () =>
        timed(
          async () => {
            const { exitCode, stderr } = await lab.up('--runtime', 'docker', ...WITHOUT);
            if (exitCode !== 0) throw new Error(stderr);
          },
          () => lab.cli(['down', '--volumes']),
        ),
      () =>
        timed(
          () => compose('up', '--wait', ...SERVICES),
          () => compose('down', '--volumes'),
        ),
    );
    printRatio('up in containers', a, b, {
      a: 'obs-lab up',
      b: 'docker compose up --wait',
      unit: 's',
      limit: 'at most 1.50',
    });
  } finally {
    await lab.close();
  }
}

async function whatIsLacking(): Promise<string | undefined> {
  const engine = await testEngine();
  if ('reason' in engine) return engine.reason;
  const plugin = await run('docker', ['compose', 'version']).catch(() => undefined);
  if (!plugin) return 'docker has no compose plugin here';
  for (const program of ['prometheus', 'postgres', 'lab/api'] as const) {
    const image = imageName(imageFacts(program), process.env);
    if (
      !(await engine.docker
        .getImage(image)
        .inspect()
        .catch(() => undefined))
    ) {
      return `the engine has no image ${image}: docker pull ${image}`;
    }
  }
  return undefined;
}

/** Seconds that `work` takes; `after` is not timed. */
async function timed(work: () => Promise<unknown>, after: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  const seconds = (performance.now() - start) / 1000;
  await after();
  return seconds;
}
