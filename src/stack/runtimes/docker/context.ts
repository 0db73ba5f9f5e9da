import { SERVICES } from '../../services/index.js';
import type { ServiceSpec, SpecContext } from '../../spec.js';
import { imageFacts } from './images.js';

/** How a container reaches programs on the engine's machine. */
export interface HostAccess {
  name: string;
  /** What has to be defined for that, as `name:address`. */
  extraHosts: readonly string[];
}

/** Docker Desktop defines this name; elsewhere, the engine replaces `host-gateway` by the address of its own machine. */
export const DOCKER_HOST_ACCESS: HostAccess = {
  name: 'host.docker.internal',
  extraHosts: ['host.docker.internal:host-gateway'],
};

/** Every version of Podman defines this name, and those before 4.7 don't know `host-gateway`. */
export const PODMAN_HOST_ACCESS: HostAccess = { name: 'host.containers.internal', extraHosts: [] };

/** The control port of a program inside its container. */
export const CONTROL_PORT = 3099;

/** A spec's context inside a container: other services by name, its files where the image expects them. */
export function containerContext(
  spec: ServiceSpec,
  { credentials, isSkipped }: Pick<SpecContext, 'credentials' | 'isSkipped'>,
  host: HostAccess,
): SpecContext {
  const facts = imageFacts(spec.program);
  return {
    listen: { host: '0.0.0.0', port: facts.port },
    ...(spec.controlPort && { control: { host: '0.0.0.0', port: CONTROL_PORT } }),
    addressOf: (service) => ({ host: service, port: imageFacts(SERVICES[service].program).port }),
    learnerHost: host.name,
    configDir: facts.configDir,
    dataDir: facts.dataDir,
    credentials,
    isSkipped,
  };
}
