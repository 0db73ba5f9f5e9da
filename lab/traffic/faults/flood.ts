import type { Undo } from '../../control/injector.js';
import type { ParametersOf } from '../../faults/index.js';
import { createClient } from './client.js';

const STEP_MS = 20;
const TIMEOUT_MS = 5_000;

/** client-flood: one client that sends requests at a steady rate, with a limit on those in flight. */
export function clientFlood(
  target: URL,
  { requestsPerSecond, mostInFlight }: ParametersOf<'client-flood'>,
): Undo {
  const client = createClient(target, 'price-bot/2.1', TIMEOUT_MS);
  let inFlight = 0;
  let due = 0;
  const timer = setInterval(() => {
    due = Math.min(due + (requestsPerSecond * STEP_MS) / 1000, mostInFlight);
    for (; due >= 1 && inFlight < mostInFlight; due--) {
      inFlight += 1;
      void client.get('/items?limit=100').then(() => (inFlight -= 1));
    }
  }, STEP_MS);
  return () => {
    clearInterval(timer);
    client.close();
  };
}
