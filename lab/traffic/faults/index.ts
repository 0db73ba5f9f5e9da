import { createInjector, type Injector, type Mechanism } from '../../control/injector.js';
import type { FaultId, ParametersOf } from '../../faults/index.js';
import type { Gate } from '../gate.js';
import { clientFlood } from './flood.js';
import { retryStorm } from './storm.js';

/** The faults of the API's clients. */
export function createTrafficInjector(target: URL, gate: Gate): Injector {
  const mechanism = <Id extends FaultId>(
    _id: Id,
    run: (parameters: ParametersOf<Id>) => ReturnType<Mechanism>,
  ): Mechanism => run as unknown as Mechanism;
  return createInjector({
    mechanisms: {
      'client-flood': mechanism('client-flood', (p) => clientFlood(target, p)),
      'retry-storm': mechanism('retry-storm', (p) => retryStorm(target, p)),
      'traffic-drop': mechanism('traffic-drop', ({ fadeMs }) => {
        gate.close(fadeMs);
        return gate.open;
      }),
    },
  });
}
