import type { ServiceName, ServiceSpec } from './spec.js';

export interface Schedule<Item extends Pick<ServiceSpec, 'name'>> {
  /**
   * Does one service's part. `ready` resolves once the services it waits for are done; rejects when one of them
   * failed.
   */
  work: (item: Item, ready: Promise<unknown>) => Promise<void>;
  /** Called with the first failure, before anything else learns of it: the place to abort the others. */
  onFailure?: (cause: unknown) => void;
}

type Ordered = Pick<ServiceSpec, 'name' | 'dependsOn'>;

/**
 * Works on every service at once, each free to wait for the services it depends on.
 * Dependencies that are not in the list count as done.
 * @throws the first failure, once every task has ended
 */
export async function inStartOrder<Item extends Ordered>(
  items: readonly Item[],
  schedule: Schedule<Item>,
): Promise<void> {
  return inOrder(items, schedule, ({ dependsOn }) => dependsOn);
}

/**
 * The reverse: each service is free to wait for the services that depend on it.
 * @throws the first failure, once every task has ended
 */
export async function inStopOrder<Item extends Ordered>(
  items: readonly Item[],
  schedule: Schedule<Item>,
): Promise<void> {
  return inOrder(items, schedule, ({ name }) =>
    items.filter(({ dependsOn }) => dependsOn.includes(name)).map((dependent) => dependent.name),
  );
}

async function inOrder<Item extends Ordered>(
  items: readonly Item[],
  { work, onFailure }: Schedule<Item>,
  predecessorsOf: (item: Item) => readonly ServiceName[],
): Promise<void> {
  const failures: unknown[] = [];
  const tasks = new Map<ServiceName, Promise<void>>();
  const taskOf = (item: Item): Promise<void> => {
    const begun = tasks.get(item.name);
    if (begun) return begun;
    const names = predecessorsOf(item);
    const ready = Promise.all(items.filter(({ name }) => names.includes(name)).map(taskOf));
    ready.catch(() => undefined); // a task that waits for it later still sees the failure
    const task = work(item, ready).catch((error: unknown) => {
      failures.push(error);
      if (failures.length === 1) onFailure?.(error);
      throw error;
    });
    tasks.set(item.name, task);
    return task;
  };
  await Promise.allSettled(items.map(taskOf));
  if (failures.length > 0) throw failures[0];
}
