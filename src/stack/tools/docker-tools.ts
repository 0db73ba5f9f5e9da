import { randomBytes } from 'node:crypto';
import { posix } from 'node:path';
import type { Container, ContainerCreateOptions } from 'dockerode';
import { createPrometheusClient } from '../../prometheus/client.js';
import type { Promtool } from '../../prometheus/promtool.js';
import type { LabHome } from '../home.js';
import { startIdOf } from '../processes.js';
import { type ContainerFacts, decodeContainer } from '../runtimes/docker/answers.js';
import { archiveOf } from '../runtimes/docker/archive.js';
import { backfillCommand, runBackfill } from '../runtimes/docker/backfill.js';
import {
  containerName,
  HOME_LABEL,
  OWNER_LABEL,
  SERVICE_LABEL,
  TOOL,
} from '../runtimes/docker/containers.js';
import type { EngineAddress } from '../runtimes/docker/endpoints.js';
import { connectEngine, type Engine, ignoreMissing, withEngine } from '../runtimes/docker/engine.js';
import { imageFacts, imageName } from '../runtimes/docker/images.js';
import { runPromtoolIn } from '../runtimes/docker/run-promtool.js';
import {
  PRIVATE_CONFIG,
  privateArgs,
  type PrivatePrometheus,
  type PrometheusTools,
  untilReady,
} from './local-prometheus.js';
import { PROMTOOL_TIMEOUT_MS } from './local-promtool.js';

const FACTS = imageFacts('prometheus');
const PORT = `${FACTS.port}/tcp`;
/** For the files that promtool is given; it keeps its own there too. */
const WORK_DIR = '/tmp';

/**
 * promtool and Prometheus in containers, from the image of the lab's own Prometheus. Files are copied in through the
 * engine, which may be remote; what a killed command leaves behind carries the home's mark, for `down`.
 * @param lab id of the container of the lab's Prometheus, if it runs on this engine
 * @returns undefined if the engine has no image of Prometheus; none is pulled for this
 */
export async function dockerTools(
  address: EngineAddress,
  { env, home, lab }: { env: NodeJS.ProcessEnv; home: LabHome; lab: string | undefined },
): Promise<PrometheusTools | undefined> {
  const engine = connectEngine(address);
  const image = await withEngine(engine, async (docker) => {
    const running =
      lab === undefined ? undefined : await docker.getContainer(lab).inspect().catch(ignoreMissing);
    const found = running ? decodeContainer(running).image : imageName(FACTS, env);
    return (await docker.getImage(found).inspect().catch(ignoreMissing)) && found;
  });
  if (image === undefined) return undefined;
  const create = await containerMaker(engine, image, home);
  return {
    promtool: containerPromtool(engine, create),
    startPrometheus: (data, signal) => startInContainer(engine, create, data.text(), signal),
  };
}

type Create = (options: ContainerCreateOptions) => Promise<Container>;

async function containerMaker(engine: Engine, Image: string, home: LabHome): Promise<Create> {
  const owner = { pid: process.pid, startId: (await startIdOf(process.pid)) ?? '' };
  const Labels = {
    [HOME_LABEL]: home.id,
    [SERVICE_LABEL]: TOOL,
    [OWNER_LABEL]: JSON.stringify(owner),
  };
  return (options) =>
    withEngine(engine, (docker) => {
      const name = `${containerName(home, TOOL)}-${randomBytes(4).toString('hex')}`;
      return docker.createContainer({ name, Image, Labels, ...options });
    });
}

/** One container per run: it takes a third of a second, and there is no state to manage. */
function containerPromtool(engine: Engine, create: Create): Promtool {
  return async (args, { files = {}, stdin } = {}) => {
    const container = await create({
      Entrypoint: ['promtool'],
      Cmd: [...args],
      WorkingDir: WORK_DIR,
      HostConfig: { NetworkMode: 'none' },
      ...(stdin !== undefined && { OpenStdin: true, StdinOnce: true, AttachStdin: true }),
    });
    const signal = AbortSignal.timeout(PROMTOOL_TIMEOUT_MS);
    try {
      return await withEngine(engine, () =>
        runPromtoolIn(container, {
          files: Object.entries(files).map(([name, content]) => ({
            path: posix.join(WORK_DIR, name),
            content,
          })),
          ...(stdin !== undefined && { stdin }),
          signal,
        }),
      );
    } catch (cause) {
      if (!signal.aborted) throw cause;
      throw new Error(`promtool did not exit within ${PROMTOOL_TIMEOUT_MS / 1000} s.`, { cause });
    } finally {
      // If the engine is gone, that is the error to report; `down` finds the container.
      await discard(container).catch(() => undefined);
    }
  };
}

/** Two containers on an anonymous volume, which is removed with the second one. */
async function startInContainer(
  engine: Engine,
  create: Create,
  text: Iterable<string>,
  signal: AbortSignal,
): Promise<PrivatePrometheus> {
  const made: Container[] = [];
  const make: Create = async (options) => {
    signal.throwIfAborted();
    const container = await create(options);
    made.push(container);
    return container;
  };
  const stop = (): Promise<void> =>
    withEngine(engine, async () => {
      for (const container of made.toReversed()) await discard(container);
    });
  try {
    const filler = await make({
      ...backfillCommand(FACTS.dataDir),
      HostConfig: { NetworkMode: 'none', Mounts: [{ Type: 'volume', Source: '', Target: FACTS.dataDir }] },
    });
    await withEngine(engine, () => runBackfill(filler, text, signal));
    const config = `${FACTS.configDir}/prometheus.yml`;
    const server = await make({
      Cmd: privateArgs({ config, data: FACTS.dataDir, listen: `0.0.0.0:${FACTS.port}` }),
      ExposedPorts: { [PORT]: {} },
      HostConfig: {
        PortBindings: { [PORT]: [{ HostIp: '127.0.0.1', HostPort: '' }] },
        VolumesFrom: [filler.id],
      },
    });
    const inspect = async (): Promise<ContainerFacts> => decodeContainer(await server.inspect());
    const { running, ports } = await withEngine(engine, async () => {
      await server.putArchive(await archiveOf([{ path: config, content: PRIVATE_CONFIG }]), { path: '/' });
      await server.start();
      return inspect();
    });
    const prometheus = createPrometheusClient(`http://127.0.0.1:${ports[PORT]}`);
    const ended = async (): Promise<boolean> => !running || !(await withEngine(engine, inspect)).running;
    await untilReady(prometheus, signal, ended);
    return { prometheus, stop };
  } catch (error) {
    await stop().catch(() => undefined);
    throw error;
  }
}

/** With its anonymous volumes. */
async function discard(container: Container): Promise<void> {
  await container.remove({ force: true, v: true }).catch(ignoreMissing);
}
