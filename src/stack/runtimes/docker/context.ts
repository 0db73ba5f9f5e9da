import { SERVICES } from '../../services/index.js';
import type { ServiceSpec, SpecContext } from '../../spec.js';
import { imageFacts } from './images.js';

/**
 * The engine's machine, seen from inside a container: Docker Desktop defines this name, EXTRA_HOSTS defines it
 * elsewhere.
 */
const HOST_NAME = 'host.docker.internal';

/** The control port of a program inside its container. */
export const CONTROL_PORT = 3099;

/** For every container; the engine replaces `host-gateway` by the address of its own machine. */
export const EXTRA_HOSTS = [`${HOST_NAME}:host-gateway`];

/** A spec's context inside a container: other services by name, its files where the image expects them. */
export function containerContext(
  spec: ServiceSpec,
  { credentials, isSkipped }: Pick<SpecContext, 'credentials' | 'isSkipped'>,
): SpecContext {
  const facts = imageFacts(spec.program);
  return {
    listen: { host: '0.0.0.0', port: facts.port },
    ...(spec.controlPort && { control: { host: '0.0.0.0', port: CONTROL_PORT } }),
    addressOf: (service) => ({ host: service, port: imageFacts(SERVICES[service].program).port }),
    learnerHost: HOST_NAME,
    configDir: facts.configDir,
    dataDir: facts.dataDir,
    credentials,
    isSkipped,
  };
}
