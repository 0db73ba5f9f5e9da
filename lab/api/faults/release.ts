import type { Undo } from '../../control/injector.js';
import type { ItemStore } from '../items.js';
import type { Build } from '../metrics.js';
import type { Supervisor } from '../supervisor.js';

/** Deploys another build: puts its changes in place and restarts the API. Its undo is a roll-back. */
export async function deploy(
  supervisor: Supervisor,
  build: Partial<Build>,
  enter: () => Undo,
): Promise<Undo> {
  const leave = enter();
  supervisor.releases.add(build);
  const rollBack = async (): Promise<void> => {
    await leave();
    supervisor.releases.delete(build);
    await supervisor.restart();
  };
  try {
    await supervisor.restart();
  } catch (error) {
    await rollBack();
    throw error;
  }
  return rollBack;
}

/** The version that many releases later. */
export function laterVersion(version: string, releases: number): string {
  const [major = '0', minor = '0'] = version.split('.');
  return `${major}.${Number(minor) + releases}.0`;
}

/** The Node.js version that many major versions later. */
export function laterNode(node: string, majors: number): string {
  return `v${Number(/\d+/.exec(node)?.[0]) + majors}.0.0`;
}

/** bad-release: sends `queriesEach` more queries per page, each for one of its rows. */
export function queryEachRow(store: ItemStore, queriesEach: number): ItemStore {
  return {
    ...store,
    async list(limit, offset, trace) {
      const page = await store.list(limit, offset, trace);
      for (let i = 0; i < queriesEach && page.items.length > 0; i++) {
        await store.get(page.items[i % page.items.length]?.id ?? 0, trace);
      }
      return page;
    },
  };
}
