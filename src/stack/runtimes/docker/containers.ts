import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContainerCreateOptions, MountSettings } from 'dockerode';
import { packageRoot } from '../../../util/package-root.js';
import type { LabHome } from '../../home.js';
import type { ConfigFile, ServiceName, ServiceSpec } from '../../spec.js';
import type { StackContext } from '../runtime.js';
import { containerContext, EXTRA_HOSTS } from './context.js';
import { imageFacts, imageName } from './images.js';

/** On everything that is made: whose it is. Clean-up goes by this label and touches nothing without it. */
export const HOME_LABEL = 'obs-lab.home';
export const SERVICE_LABEL = 'obs-lab.service';

/** In place of a service's name, on the container that fills Prometheus' volume. */
export const BACKFILL = 'backfill';

/** In place of a service's name, on what a command makes for itself alone, and takes away before it ends. */
export const TOOL = 'tool';

/** On a tool's container: the process that made it, as JSON. While that lives, it is in use. */
export const OWNER_LABEL = 'obs-lab.owner';

/** How a service's container is made. */
export function createOptions(
  spec: ServiceSpec,
  context: StackContext,
  name: string,
): ContainerCreateOptions {
  const { home, ports, credentials, env } = context;
  const facts = imageFacts(spec.program);
  const rendered = containerContext(spec, context.credentials);
  const command = [...facts.command, ...spec.args(rendered)];
  const port = `${facts.port}/tcp`;
  const labels = { [HOME_LABEL]: home.id, [SERVICE_LABEL]: spec.name };
  return {
    name,
    Image: imageName(facts, env),
    Labels: labels,
    Env: Object.entries({ ...facts.env(credentials), ...spec.env(rendered) }).map(
      ([key, value]) => `${key}=${value}`,
    ),
    ...(command.length > 0 && { Cmd: command }),
    ...(facts.user !== undefined && { User: facts.user }),
    StopSignal: spec.stop.signal,
    ExposedPorts: { [port]: {} },
    HostConfig: {
      PortBindings: { [port]: [{ HostIp: '127.0.0.1', HostPort: String(ports[spec.port]) }] },
      Mounts: dataMounts(spec, home),
      ExtraHosts: EXTRA_HOSTS,
    },
    NetworkingConfig: { EndpointsConfig: { [networkName(home)]: { Aliases: [spec.name] } } },
  };
}

/** The container that fills a service's volume before it first runs: of the same image, with nobody to talk to. */
export function backfillOptions(
  spec: ServiceSpec,
  { home, env }: Pick<StackContext, 'home' | 'env'>,
): ContainerCreateOptions {
  return {
    name: containerName(home, BACKFILL),
    Image: imageName(imageFacts(spec.program), env),
    Labels: { [HOME_LABEL]: home.id, [SERVICE_LABEL]: BACKFILL },
    HostConfig: { NetworkMode: 'none', Mounts: dataMounts(spec, home) },
  };
}

/** The volume with what a service keeps, if any. */
function dataMounts(spec: ServiceSpec, home: LabHome): MountSettings[] {
  const { volume } = imageFacts(spec.program);
  if (volume === undefined) return [];
  const Labels = { [HOME_LABEL]: home.id, [SERVICE_LABEL]: spec.name };
  const VolumeOptions = { NoCopy: false, Labels, DriverConfig: { Name: 'local', Options: {} } };
  return [{ Type: 'volume', Source: volumeName(home, spec.name), Target: volume, VolumeOptions }];
}

/** All that goes into the container: rendered configuration, and programs that the image does not have. */
export async function containerFiles(spec: ServiceSpec, context: StackContext): Promise<ConfigFile[]> {
  const { configDir, programs } = imageFacts(spec.program);
  const configuration = spec.files(containerContext(spec, context.credentials));
  const ours = programs.map(async ({ source, target }) => ({
    path: target,
    content: await readFile(join(packageRoot(), source), 'utf8'),
  }));
  return [
    ...configuration.map((file) => ({ ...file, path: `${configDir}/${file.path}` })),
    ...(await Promise.all(ours)),
  ];
}

export function containerName(home: LabHome, service: ServiceName | typeof BACKFILL | typeof TOOL): string {
  return `obs-lab-${home.id}-${service}`;
}

export function volumeName(home: LabHome, service: ServiceName): string {
  return `${containerName(home, service)}-data`;
}

export function networkName(home: LabHome): string {
  return `obs-lab-${home.id}`;
}
