import type { Injector, Mechanism } from '../../control/injector.js';
import { createInjector } from '../../control/injector.js';
import { type FaultId, HARMLESS_RELEASE, type ParametersOf } from '../../faults/index.js';
import type { Supervisor } from '../supervisor.js';
import { wrongInterface } from './listener.js';
import { countEachRequest, renameFamilies, slowScrape } from './page.js';
import { connectionLeak, poolShrunk } from './pool.js';
import { eventLoopBlock, memoryLeak } from './process.js';
import { errorBurst, failingDriver, hooked, slowRoute } from './queries.js';
import { deploy, laterNode, laterVersion, queryEachRow } from './release.js';
import { killSession, missingIndex, tableLock } from './sessions.js';

/**
 * The faults of the API, and what an operator can do about them.
 * @param repaired resolves when whatever an earlier process left in the database is undone
 */
export function createApiInjector(supervisor: Supervisor, repaired: Promise<void>): Injector {
  const { hooks, options } = supervisor;
  /** Types a mechanism's parameters as its fault declares them. */
  const mechanism = <Id extends FaultId>(
    _id: Id,
    run: (parameters: ParametersOf<Id>, tools: Parameters<Mechanism>[1]) => ReturnType<Mechanism>,
  ): Mechanism => run as unknown as Mechanism;
  const release = (releases: number) => ({ version: laterVersion(options.version, releases) });

  const mechanisms = {
    'table-lock': mechanism('table-lock', (p, tools) => tableLock(supervisor, p, tools)),
    'connection-leak': mechanism('connection-leak', (p) => connectionLeak(supervisor, p)),
    'pool-shrunk': mechanism('pool-shrunk', (p) => poolShrunk(supervisor, p)),
    'missing-index': mechanism('missing-index', async (p) => {
      await repaired;
      return missingIndex(supervisor, p);
    }),
    'slow-route': mechanism('slow-route', (p) => slowRoute(supervisor, p)),
    'error-burst': mechanism('error-burst', (p) => errorBurst(supervisor, p)),
    'event-loop-block': mechanism('event-loop-block', (p) => eventLoopBlock(supervisor, p)),
    'memory-leak': mechanism('memory-leak', (p) => memoryLeak(supervisor, p)),
    'bad-release': mechanism('bad-release', ({ version, queriesEach }) =>
      deploy(supervisor, release(version), () =>
        hooked(hooks.store, (store) => queryEachRow(store, queriesEach)),
      ),
    ),
    'renamed-metric': mechanism('renamed-metric', ({ version, families }) =>
      deploy(supervisor, release(version), () =>
        hooked(hooks.page, (page) => renameFamilies(page, families)),
      ),
    ),
    'label-explosion': mechanism('label-explosion', ({ version, mostRequests }) =>
      deploy(supervisor, release(version), () =>
        hooked(hooks.request, countEachRequest(supervisor, mostRequests)),
      ),
    ),
    'db-driver': mechanism('db-driver', ({ node, share }) =>
      deploy(supervisor, { node: laterNode(process.version, node) }, () =>
        hooked(hooks.query, failingDriver({ share })),
      ),
    ),
    'slow-scrape': mechanism('slow-scrape', (p) => slowScrape(supervisor, p)),
    'wrong-interface': mechanism('wrong-interface', () => wrongInterface(supervisor)),
    [HARMLESS_RELEASE]: () => deploy(supervisor, release(1), () => () => undefined),
  };
  return createInjector({
    mechanisms,
    actions: {
      'kill-session': () => killSession(supervisor),
      restart: () => supervisor.restart(),
      // Undoing a faulty release is itself the rollback. Without one, the same build is deployed again.
      'roll-back': async () => {
        if (supervisor.releases.size === 0) await supervisor.restart();
      },
    },
  });
}
