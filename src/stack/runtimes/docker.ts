import type { Container } from 'dockerode';
import { EnvironmentError } from '../../errors.js';
import type { LabHome } from '../home.js';
import { isAlive, type ProcessIdentity } from '../processes.js';
import { SERVICES } from '../services/index.js';
import { type ConfigFile, portOf, type ServiceName, type ServiceSpec } from '../spec.js';
import type { ServiceRecord } from '../state.js';
import {
  type ContainerFacts,
  decodeContainer,
  decodeContainers,
  decodeNetworks,
  isPodman,
} from './docker/answers.js';
import { archiveOf } from './docker/archive.js';
import { backfillCommand, runBackfill } from './docker/backfill.js';
import {
  backfilledBy,
  backfillName,
  backfillOptions,
  containerFiles,
  containerName,
  createOptions,
  HOME_LABEL,
  networkName,
  OWNER_LABEL,
  SERVICE_LABEL,
  TOOL,
  volumeName,
} from './docker/containers.js';
import { DOCKER_HOST_ACCESS, type HostAccess, PODMAN_HOST_ACCESS } from './docker/context.js';
import { EngineError } from './docker/endpoints.js';
import {
  type Engine,
  ignoreMissing,
  ignoreStopped,
  isNameTaken,
  messageOf,
  withEngine,
} from './docker/engine.js';
import { followContainer } from './docker/follow.js';
import { imageFacts, imageName } from './docker/images.js';
import { LogDecoder } from './docker/log-stream.js';
import { ensureImage } from './docker/pull.js';
import { ensureVolume, removeVolumes } from './docker/volumes.js';
import type { BackfillData, ProgressListener, Runtime, StackContext, Stray } from './runtime.js';

/** Services as containers of a Docker engine, on their own network. */
export class DockerRuntime implements Runtime {
  readonly name = 'docker';

  private network: Promise<void> | undefined;
  private host: Promise<HostAccess> | undefined;

  constructor(private readonly engine: Engine) {}

  async acquire(spec: ServiceSpec, context: StackContext, onProgress: ProgressListener): Promise<undefined> {
    const facts = imageFacts(spec.program);
    await ensureImage(this.engine, imageName(facts, context.env), {
      variable: facts.variable,
      signal: context.signal,
      onProgress,
    });
    await this.ensureNetwork(context.home);
  }

  async isNew(spec: ServiceSpec, { home }: StackContext): Promise<boolean> {
    const volume = this.engine.docker.getVolume(volumeName(home, spec.name));
    return (await withEngine(this.engine, () => volume.inspect()).catch(ignoreMissing)) === undefined;
  }

  /** Its container is kept: while it exists, Prometheus has not run on the volume. */
  async backfill(spec: ServiceSpec, context: StackContext, data: BackfillData): Promise<void> {
    const { home, signal } = context;
    const { dataDir } = imageFacts(spec.program);
    await ensureVolume(this.engine, home, spec.name);
    const container = await withEngine(this.engine, (docker) =>
      docker.createContainer({ ...backfillOptions(spec, context), ...backfillCommand(dataDir) }),
    );
    try {
      await withEngine(this.engine, () => runBackfill(container, data.text(), signal));
    } catch (error) {
      await this.discard(spec, home);
      throw error;
    }
  }

  async start(
    spec: ServiceSpec,
    context: StackContext,
    record: (service: ServiceRecord) => Promise<void>,
  ): Promise<void> {
    const { home } = context;
    await this.removeOwn(home, spec.name);
    if (imageFacts(spec.program).volume !== undefined) await ensureVolume(this.engine, home, spec.name);
    const host = await this.hostAccess();
    const container = await this.create(spec, context, host);
    await record({ name: spec.name, since: new Date().toISOString(), container: container.id });
    const files = await containerFiles(spec, context, host);
    await withEngine(this.engine, async () => {
      if (files.length > 0) await container.putArchive(await archiveOf(files), { path: '/' });
      await container.start();
    }).catch((error: Error) => {
      throw startError(spec, context, error);
    });
    await this.removeContainer(backfillName(home, spec.name));
  }

  async isRunning({ container }: ServiceRecord): Promise<boolean> {
    if (container === undefined) return false;
    return (await this.inspect(container))?.running ?? false;
  }

  async reconfigure(
    spec: ServiceSpec,
    { container: id }: ServiceRecord,
    _home: LabHome,
    files: readonly ConfigFile[],
  ): Promise<void> {
    if (id === undefined) return;
    const { configDir } = imageFacts(spec.program);
    const archive = await archiveOf(files.map((file) => ({ ...file, path: `${configDir}/${file.path}` })));
    const container = this.engine.docker.getContainer(id);
    await withEngine(this.engine, async () => {
      await container.putArchive(archive, { path: '/' });
      await container.kill({ signal: 'SIGHUP' });
    }).catch(ignoreMissing);
  }

  async stop(spec: ServiceSpec, { container: id }: ServiceRecord): Promise<void> {
    if (id !== undefined) await this.remove(id, spec);
  }

  async strays(home: LabHome, known: readonly ServiceRecord[]): Promise<Stray[]> {
    const filters = { label: [`${HOME_LABEL}=${home.id}`] };
    const containers = await withEngine(this.engine, async (docker) =>
      decodeContainers(await docker.listContainers({ all: true, filters })),
    );
    const knownIds = new Set(known.map(({ container }) => container));
    const unknown = containers.filter(({ id }) => !knownIds.has(id));
    const inUse = await Promise.all(unknown.map(({ labels }) => isToolInUse(labels)));
    return unknown
      .filter((_, i) => !inUse[i])
      .map(({ id, name, labels }) => ({
        description: `container ${name}`,
        stop: () => this.removeStray(home, id, labels[SERVICE_LABEL]),
      }));
  }

  async lastLines(home: LabHome, service: ServiceName, count: number): Promise<string[]> {
    const container = this.engine.docker.getContainer(containerName(home, service));
    if (count === 0 || !(await this.inspect(container.id))) return [];
    return withEngine(this.engine, async () => {
      const decoder = new LogDecoder();
      const logs = await container.logs({ stdout: true, stderr: true, tail: count, follow: false });
      return [...decoder.push(logs), ...decoder.end()].slice(-count);
    });
  }

  async follow(
    home: LabHome,
    service: ServiceName,
    onLine: (line: string) => void,
    signal: AbortSignal,
  ): Promise<void> {
    await followContainer(this.engine, containerName(home, service), onLine, signal);
  }

  async release(home: LabHome): Promise<void> {
    for (const id of await this.networks(home)) {
      await withEngine(this.engine, (docker) => docker.getNetwork(id).remove()).catch(ignoreMissing);
    }
    this.network = undefined;
  }

  async discard(spec: ServiceSpec, home: LabHome): Promise<void> {
    await this.removeContainer(backfillName(home, spec.name));
    // `up` was killed after the start, before it removed the backfill's container: Prometheus keeps its data.
    if ((await this.inspect(containerName(home, spec.name)))?.running) return;
    await this.removeOwn(home, spec.name);
    const volume = this.engine.docker.getVolume(volumeName(home, spec.name));
    await withEngine(this.engine, () => volume.remove()).catch(ignoreMissing);
  }

  async removeData(home: LabHome): Promise<void> {
    await removeVolumes(this.engine, home);
  }

  private async create(spec: ServiceSpec, context: StackContext, host: HostAccess): Promise<Container> {
    const name = containerName(context.home, spec.name);
    try {
      return await withEngine(this.engine, (docker) =>
        docker.createContainer(createOptions(spec, context, { name, host })),
      );
    } catch (error) {
      if (isNameTaken(error)) {
        throw new EnvironmentError(
          `The container name ${name} is taken by a container that is not this lab's.`,
          {
            code: 'CONTAINER_NAME_TAKEN',
            hints: [
              `Inspect it: docker inspect ${name}`,
              'Rename or remove it, or set OBS_LAB_HOME to another directory.',
            ],
            cause: error,
          },
        );
      }
      throw error;
    }
  }

  /** Removes what an earlier `up` left of a service: an exited container keeps its name. */
  private async removeOwn(home: LabHome, service: ServiceName): Promise<void> {
    const found = await this.inspect(containerName(home, service));
    if (found?.labels[HOME_LABEL] === home.id) await this.remove(found.id, SERVICES[service]);
  }

  private async remove(id: string, spec: ServiceSpec): Promise<void> {
    const container = this.engine.docker.getContainer(id);
    const t = Math.ceil(spec.stop.graceMs / 1000);
    await withEngine(this.engine, () => container.stop({ t })).catch(ignoreStopped);
    await this.removeContainer(id);
  }

  /** At once, with its anonymous volumes. */
  private async removeContainer(id: string): Promise<void> {
    const container = this.engine.docker.getContainer(id);
    await withEngine(this.engine, () => container.remove({ force: true, v: true })).catch(ignoreMissing);
  }

  private async removeStray(home: LabHome, id: string, service: string | undefined): Promise<void> {
    const filled = backfilledBy(service);
    if (filled) await this.discard(SERVICES[filled], home);
    else if (service === TOOL) await this.removeContainer(id);
    // One of another version may be unknown here.
    else await this.remove(id, SERVICES[service as ServiceName] ?? SERVICES.postgres);
  }

  /** Once for all services: an engine allows two networks with the same name, and then refuses the ambiguous name. */
  private ensureNetwork(home: LabHome): Promise<void> {
    this.network ??= withEngine(this.engine, async (docker) => {
      if ((await this.networks(home)).length > 0) return;
      await docker.createNetwork({
        Name: networkName(home),
        Driver: 'bridge',
        Labels: { [HOME_LABEL]: home.id },
      });
    });
    return this.network;
  }

  private async networks(home: LabHome): Promise<string[]> {
    const filters = { label: [`${HOME_LABEL}=${home.id}`] };
    return withEngine(this.engine, async (docker) => decodeNetworks(await docker.listNetworks({ filters })));
  }

  private async inspect(id: string): Promise<ContainerFacts | undefined> {
    return withEngine(this.engine, async (docker) => {
      const answer = await docker.getContainer(id).inspect().catch(ignoreMissing);
      return answer && decodeContainer(answer);
    });
  }

  private hostAccess(): Promise<HostAccess> {
    this.host ??= withEngine(this.engine, async (docker) =>
      isPodman(await docker.version()) ? PODMAN_HOST_ACCESS : DOCKER_HOST_ACCESS,
    );
    return this.host;
  }
}

function startError(spec: ServiceSpec, { ports }: StackContext, error: Error): Error {
  if (error instanceof EngineError) return error;
  const said = messageOf(error);
  if (/port is already allocated|address already in use/.test(said)) {
    return new EnvironmentError(
      `Port ${portOf(spec, ports)} (${spec.port}) is already in use on the engine's machine.`,
      {
        code: 'PORT_IN_USE',
        // The engine may be on another machine, where `auto` can't look.
        hints: [`Use another port: obs-lab up --port ${spec.port}=NUMBER`],
        cause: error,
      },
    );
  }
  return new EnvironmentError(`Could not start ${spec.title}: ${said}`, {
    code: 'START_FAILED',
    cause: error,
  });
}

/** True while the command that made a tool's container lives: it will remove the container itself. */
async function isToolInUse({ [OWNER_LABEL]: owner }: Record<string, string>): Promise<boolean> {
  return owner !== undefined && isAlive(JSON.parse(owner) as ProcessIdentity);
}
