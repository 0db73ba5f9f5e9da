import type { Undo } from '../../control/injector.js';
import type { Supervisor } from '../supervisor.js';

/** wrong-interface: moves the listener to another loopback address, or from all interfaces to loopback only. */
export async function wrongInterface(supervisor: Supervisor): Promise<Undo> {
  const { host } = supervisor.options;
  const back = (): Promise<void> => supervisor.rebind(host);
  const others = host === '0.0.0.0' || host === '::' ? ['127.0.0.1'] : ['::1', '127.0.0.2'];
  for (const other of others) {
    try {
      await supervisor.rebind(other);
      return back;
    } catch {
      // This machine does not have that address: try the next one.
    }
  }
  await back();
  throw new Error('this machine has no other address to listen on');
}
