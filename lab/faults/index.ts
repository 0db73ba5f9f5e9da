import { badRelease } from './catalog/bad-release.js';
import { brokenAlertRule } from './catalog/broken-alert-rule.js';
import { clientFlood } from './catalog/client-flood.js';
import { connectionLeak } from './catalog/connection-leak.js';
import { dbDriver } from './catalog/db-driver.js';
import { errorBurst } from './catalog/error-burst.js';
import { eventLoopBlock } from './catalog/event-loop-block.js';
import { labelExplosion } from './catalog/label-explosion.js';
import { memoryLeak } from './catalog/memory-leak.js';
import { missingIndex } from './catalog/missing-index.js';
import { poolShrunk } from './catalog/pool-shrunk.js';
import { renamedMetric } from './catalog/renamed-metric.js';
import { retryStorm } from './catalog/retry-storm.js';
import { slowRoute } from './catalog/slow-route.js';
import { slowScrape } from './catalog/slow-scrape.js';
import { tableLock } from './catalog/table-lock.js';
import { trafficDrop } from './catalog/traffic-drop.js';
import { wrongInterface } from './catalog/wrong-interface.js';
import type { Fault, Intensity } from './fault.js';

/** Every fault of the lab, in the order in which they are taught. */
export const FAULTS = [
  tableLock,
  connectionLeak,
  poolShrunk,
  missingIndex,
  slowRoute,
  errorBurst,
  eventLoopBlock,
  memoryLeak,
  retryStorm,
  badRelease,
  clientFlood,
  trafficDrop,
  renamedMetric,
  labelExplosion,
  slowScrape,
  wrongInterface,
  dbDriver,
  brokenAlertRule,
] as const satisfies readonly Fault[];

export type FaultId = (typeof FAULTS)[number]['id'];

/** The parameters of one fault, with the names that it declares. */
export type ParametersOf<Id extends FaultId> = Readonly<
  Record<keyof Extract<(typeof FAULTS)[number], { id: Id }>['parameters'][Intensity], number>
>;

/** A release that changes the version and nothing else. It is not a fault, but it is injected and rolled back like one. */
export const HARMLESS_RELEASE = 'release';

/** What an injector needs to know about what it injects: a fault, or the harmless release. */
export function injectableById(id: string): Pick<Fault, 'parameters' | 'mitigations'> | undefined {
  if (id !== HARMLESS_RELEASE) return faultById(id);
  return { parameters: { low: {}, medium: {}, high: {} }, mitigations: ['roll-back'] };
}

/** The fault of that id; undefined if there is no such fault. */
export function faultById(id: string): Fault | undefined {
  return FAULTS.find((fault) => fault.id === id);
}
