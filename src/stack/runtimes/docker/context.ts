import { SERVICES } from '../../services/index.js';
import type { Credentials, ServiceSpec, SpecContext } from '../../spec.js';
import { imageFacts } from './images.js';

/** The machine that the engine runs on, from inside a container: Docker Desktop's name for it, which other engines are told. */
const HOST_NAME = 'host.docker.internal';

/** For every container; `host-gateway` is the engine's word for its own machine's address. */
export const EXTRA_HOSTS = [`${HOST_NAME}:host-gateway`];

/** What a spec sees of the world from inside a container: the others by name, its files where the image has them. */
export function containerContext(spec: ServiceSpec, credentials: Credentials): SpecContext {
  const facts = imageFacts(spec.program);
  return {
    listen: { host: '0.0.0.0', port: facts.port },
    addressOf: (service) => ({ host: service, port: imageFacts(SERVICES[service].program).port }),
    learnerHost: HOST_NAME,
    configDir: facts.configDir,
    dataDir: facts.dataDir,
    credentials,
  };
}
