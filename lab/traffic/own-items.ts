import type { Random } from './random.js';

/** The prefix of this program's item names: it recognizes them after a restart. */
export const OWN_PREFIX = 'traffic: ';

/** How many deleted ids are remembered: more than can be deleted while a list request is in flight. */
const MAX_GONE = 500;

/** Between these the number of own items goes up and down. */
export const LOW_WATER = 40;
export const HIGH_WATER = 120;

/** More items than this are left over from earlier runs, and are deleted soon. */
const OVERFULL = HIGH_WATER + LOW_WATER;

export interface ListedItem {
  id: number;
  name: string;
}

/**
 * The items that this program created, in this run or an earlier one. It finds the earlier ones by reading the whole
 * table page by page, again and again: so the table stays bounded, however often the program restarts.
 */
export class OwnItems {
  readonly #ids = new Set<number>();
  readonly #gone = new Set<number>();
  #shrinking = false;
  #surveyed = false;
  #offset = 0;

  get size(): number {
    return this.#ids.size;
  }

  /** True if the whole table has been read and has too few. */
  get scarce(): boolean {
    return this.#surveyed && this.size < LOW_WATER;
  }

  /** True if there are far too many. */
  get overfull(): boolean {
    return this.size > OVERFULL;
  }

  /** True from reaching the high-water mark until the low-water mark. */
  get shrinking(): boolean {
    return this.#shrinking;
  }

  /** Where the survey continues. */
  get surveyOffset(): number {
    return this.#offset;
  }

  add(id: number): void {
    this.#gone.delete(id);
    this.#ids.add(id);
    if (this.size >= HIGH_WATER) this.#shrinking = true;
  }

  remove(id: number): void {
    this.#ids.delete(id);
    this.#gone.add(id);
    if (this.#gone.size > MAX_GONE) this.#gone.delete(this.#gone.values().next().value as number);
    if (this.size <= LOW_WATER) this.#shrinking = false;
  }

  /** Adds the items on a page of the table, which may be older than an item's removal. */
  adopt(items: readonly ListedItem[]): void {
    for (const { id, name } of items) if (name.startsWith(OWN_PREFIX) && !this.#gone.has(id)) this.add(id);
  }

  /** A page of the survey was read; at the end of the table it starts again. */
  surveyed(offset: number, limit: number, total: number): void {
    const atEnd = offset + limit >= total;
    this.#surveyed ||= atEnd;
    this.#offset = atEnd ? 0 : offset + limit;
  }

  /** Undefined if there is none. */
  oldest(): number | undefined {
    let oldest: number | undefined;
    for (const id of this.#ids) if (oldest === undefined || id < oldest) oldest = id;
    return oldest;
  }

  /** Any but the oldest quarter: those may be deleted while a request for them is on its way. */
  any(random: Random): number | undefined {
    if (this.size === 0) return undefined;
    const ids = [...this.#ids].sort((a, b) => a - b);
    return random.pick(ids.slice(ids.length >> 2));
  }
}
