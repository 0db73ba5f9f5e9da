import { SERVICES } from '../../services/index.js';
import type { Credentials, ServiceSpec, SpecContext } from '../../spec.js';
import { imageFacts } from './images.js';

/** What a spec sees of the world from inside a container: the others by name, its files where the image has them. */
export function containerContext(spec: ServiceSpec, credentials: Credentials): SpecContext {
  const facts = imageFacts(spec.program);
  return {
    listen: { host: '0.0.0.0', port: facts.port },
    addressOf: (service) => ({ host: service, port: imageFacts(SERVICES[service].program).port }),
    configDir: facts.configDir,
    dataDir: facts.dataDir,
    credentials,
  };
}
