import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContainerCreateOptions, MountSettings } from 'dockerode';
import { packageRoot } from '../../../util/package-root.js';
import type { LabHome } from '../../home.js';
import { type ConfigFile, portOf, type Ports, type ServiceName, type ServiceSpec } from '../../spec.js';
import type { StackContext } from '../runtime.js';
import { containerContext, CONTROL_PORT, type HostAccess } from './context.js';
import { imageFacts, imageName } from './images.js';

/** On everything we create: the home it belongs to. Clean-up touches nothing without this label. */
export const HOME_LABEL = 'obs-lab.home';
export const SERVICE_LABEL = 'obs-lab.service';

/** Before a service's name, on the container that fills its volume. */
const BACKFILL = 'backfill-';

/** Instead of a service's name, for what a command creates for itself and removes before it exits. */
export const TOOL = 'tool';

/** On a tool's container: the process that created it, as JSON. While that process lives, the container is in use. */
export const OWNER_LABEL = 'obs-lab.owner';

/** The options to create a service's container. */
export function createOptions(
  spec: ServiceSpec,
  context: StackContext,
  { name, host }: { name: string; host: HostAccess },
): ContainerCreateOptions {
  const { home, ports, credentials, env } = context;
  const facts = imageFacts(spec.program);
  const rendered = containerContext(spec, context, host);
  const command = [...facts.command, ...spec.args(rendered)];
  const published = publishedPorts(spec, ports);
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
    ExposedPorts: Object.fromEntries(Object.keys(published).map((port) => [port, {}])),
    HostConfig: {
      PortBindings: published,
      Mounts: dataMounts(spec, home),
      ExtraHosts: [...host.extraHosts],
    },
    NetworkingConfig: { EndpointsConfig: { [networkName(home)]: { Aliases: [spec.name] } } },
  };
}

/** Port in the container → where it is published: on loopback only. */
function publishedPorts(spec: ServiceSpec, ports: Ports): Record<string, object[]> {
  const publish = (inside: number, outside: number) => ({
    [`${inside}/tcp`]: [{ HostIp: '127.0.0.1', HostPort: String(outside) }],
  });
  const control = spec.controlPort && ports[spec.controlPort];
  return {
    ...publish(imageFacts(spec.program).port, portOf(spec, ports)),
    ...(control !== undefined && publish(CONTROL_PORT, control)),
  };
}

/** The container that fills a service's volume before its first run: the same image, without a network. */
export function backfillOptions(
  spec: ServiceSpec,
  { home, env }: Pick<StackContext, 'home' | 'env'>,
): ContainerCreateOptions {
  return {
    name: backfillName(home, spec.name),
    Image: imageName(imageFacts(spec.program), env),
    Labels: { [HOME_LABEL]: home.id, [SERVICE_LABEL]: `${BACKFILL}${spec.name}` },
    HostConfig: { NetworkMode: 'none', Mounts: dataMounts(spec, home) },
  };
}

/** The volume with a service's data, if it has one. The code that creates the container creates the volume first. */
function dataMounts(spec: ServiceSpec, home: LabHome): MountSettings[] {
  const { volume } = imageFacts(spec.program);
  if (volume === undefined) return [];
  return [{ Type: 'volume', Source: volumeName(home, spec.name), Target: volume }];
}

/** All files to copy into the container: rendered configuration, and our own programs. */
export async function containerFiles(
  spec: ServiceSpec,
  context: StackContext,
  host: HostAccess,
): Promise<ConfigFile[]> {
  const { configDir, programs } = imageFacts(spec.program);
  const configuration = spec.files(containerContext(spec, context, host));
  const ours = programs.map(async ({ source, target }) => ({
    path: target,
    content: await readFile(join(packageRoot(), source), 'utf8'),
  }));
  return [
    ...configuration.map((file) => ({ ...file, path: `${configDir}/${file.path}` })),
    ...(await Promise.all(ours)),
  ];
}

export function containerName(home: LabHome, service: ServiceName | typeof TOOL): string {
  return `obs-lab-${home.id}-${service}`;
}

/** The container that fills a service's volume. */
export function backfillName(home: LabHome, service: ServiceName): string {
  return `obs-lab-${home.id}-${BACKFILL}${service}`;
}

/** The service whose volume a container fills, from its label; undefined if it does something else. */
export function backfilledBy(label: string | undefined): ServiceName | undefined {
  return label?.startsWith(BACKFILL) ? (label.slice(BACKFILL.length) as ServiceName) : undefined;
}

export function volumeName(home: LabHome, service: ServiceName): string {
  return `${containerName(home, service)}-data`;
}

export function networkName(home: LabHome): string {
  return `obs-lab-${home.id}`;
}
