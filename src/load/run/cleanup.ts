import { limitedResponse } from '../../util/limited-response.js';
import { itemLabel } from '../generator/workload.js';

const PARALLEL = 8;
const PAGE = 100;
const REQUEST_TIMEOUT_MS = 5000;

/** A page of items has some kilobytes. */
const MAX_PAGE_BYTES = 5_000_000;

export interface CleanupTask {
  /** The API's, without trailing slash. */
  url: string;
  runId: string;
  leftovers: readonly number[];
  /** Creations without an answer: the items they may have created are found by name. */
  uncertainCreates: number;
  signal: AbortSignal;
}

/**
 * Deletes the items that a run left in the table. Called after the reconciliation's last reading, so that its own
 * requests are not counted.
 * @returns how many items could not be deleted
 */
export async function removeLeftovers({
  url,
  runId,
  leftovers,
  uncertainCreates,
  signal,
}: CleanupTask): Promise<number> {
  const failed = await deleteAll(url, leftovers, signal);
  if (uncertainCreates === 0) return failed;
  const strays = await findStrays(url, `${itemLabel(runId)} `, signal).catch(() => undefined);
  return strays === undefined ? failed + uncertainCreates : failed + (await deleteAll(url, strays, signal));
}

async function deleteAll(url: string, ids: readonly number[], signal: AbortSignal): Promise<number> {
  const open = [...ids];
  let failed = 0;
  const work = async () => {
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      const response = await ask(`${url}/items/${id}`, { method: 'DELETE' }, signal).catch(() => undefined);
      await response?.body?.cancel();
      if (response?.status !== 204 && response?.status !== 404) failed += 1;
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  return failed;
}

async function findStrays(url: string, prefix: string, signal: AbortSignal): Promise<number[]> {
  const strays: number[] = [];
  for (let offset = 0, total = Infinity; offset < total; offset += PAGE) {
    const response = await ask(`${url}/items?limit=${PAGE}&offset=${offset}`, {}, signal);
    const page = (await response.json()) as { items: { id: number; name: string }[]; total: number };
    total = page.total;
    strays.push(...page.items.filter((item) => item.name.startsWith(prefix)).map((item) => item.id));
  }
  return strays;
}

async function ask(url: string, init: RequestInit, signal: AbortSignal): Promise<Response> {
  const either = AbortSignal.any([signal, AbortSignal.timeout(REQUEST_TIMEOUT_MS)]);
  return limitedResponse(await fetch(url, { ...init, signal: either }), MAX_PAGE_BYTES);
}
