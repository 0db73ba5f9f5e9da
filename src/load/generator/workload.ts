import type { OperationName, WorkloadMix } from '../request/tiers.js';

/** One request, and how the server will label it. */
export interface WorkloadRequest {
  operation: OperationName | 'get';
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** The template, such as /items/:id. */
  route: string;
  path: string;
  /** JSON, ASCII only. */
  body?: string;
  /** The item that is read, updated or deleted. */
  id?: number;
}

const METHODS = { list: 'GET', read: 'GET', create: 'POST', update: 'PUT', delete: 'DELETE' } as const;

/** The requests of a simulated user, one at a time. Exactly one of answered and lost follows each next. */
export interface Workload {
  next(): WorkloadRequest;
  /** @param createdId id of the item, if the request created one */
  answered(request: WorkloadRequest, status: number, createdId?: number): void;
  /** The request got no answer: the server may have done it, or not. */
  lost(request: WorkloadRequest): void;
  /** Items that may still be there. */
  leftovers(): number[];
  /** Creations that may have left an item whose id is not known. */
  readonly uncertainCreates: number;
}

/** GETs the same page again and again: for servers other than the lab's API. */
export class PageVisitor implements Workload {
  readonly uncertainCreates = 0;

  /** @param path with its query */
  constructor(private readonly path: string) {}

  next(): WorkloadRequest {
    return { operation: 'get', method: 'GET', route: this.path, path: this.path };
  }

  answered(): void {}

  lost(): void {}

  leftovers(): number[] {
    return [];
  }
}

/** The most items that a user keeps: this bounds what a run adds to the table. */
export const MAX_OWN_ITEMS = 4;

/**
 * A simulated user. It reads, changes and deletes only items it created itself, so that users never meet each
 * other's deletions and every answer of a healthy server is a 2xx.
 */
export class WorkloadUser implements Workload {
  /** Items known to exist. */
  private readonly items: number[] = [];
  /** Items whose deletion got no answer. */
  private readonly doubtful: number[] = [];
  private readonly choices: readonly (readonly [OperationName, number])[];
  private made = 0;
  uncertainCreates = 0;

  /**
   * @param label names the user in the items it creates; ASCII
   * @param random uniform in [0, 1)
   */
  constructor(
    mix: WorkloadMix,
    private readonly label: string,
    private readonly random: () => number,
  ) {
    const entries = Object.entries(mix) as [OperationName, number][];
    const sum = entries.reduce((total, [, weight]) => total + weight, 0);
    let upTo = 0;
    this.choices = entries.map(([name, weight]) => [name, (upTo += weight / sum)] as const);
  }

  next(): WorkloadRequest {
    const operation = this.possible(this.choose());
    const method = METHODS[operation];
    if (operation === 'list') return { operation, method, route: '/items', path: '/items?limit=20' };
    if (operation === 'create') {
      return { operation, method, route: '/items', path: '/items', body: this.item() };
    }
    const id = this.items[Math.floor(this.random() * this.items.length)] as number;
    const request = { operation, method, route: '/items/:id', path: `/items/${id}`, id };
    return operation === 'update' ? { ...request, body: this.item() } : request;
  }

  answered(request: WorkloadRequest, status: number, createdId?: number): void {
    if (request.operation === 'create' && status === 201) {
      if (createdId === undefined) this.uncertainCreates += 1;
      else this.items.push(createdId);
    }
    const isGone = status === 204 || status === 404;
    if (request.operation === 'delete' && isGone) this.forget(request.id as number);
  }

  lost(request: WorkloadRequest): void {
    if (request.operation === 'create') this.uncertainCreates += 1;
    if (request.operation === 'delete') {
      this.forget(request.id as number);
      this.doubtful.push(request.id as number);
    }
  }

  leftovers(): number[] {
    return [...this.items, ...this.doubtful];
  }

  private choose(): OperationName {
    const roll = this.random();
    const [name] =
      this.choices.find(([, upTo]) => roll < upTo) ?? (this.choices.at(-1) as [OperationName, number]);
    return name;
  }

  private possible(wanted: OperationName): OperationName {
    if (wanted === 'create' && this.items.length >= MAX_OWN_ITEMS) return 'delete';
    const needsItem = wanted === 'read' || wanted === 'update' || wanted === 'delete';
    return needsItem && this.items.length === 0 ? 'create' : wanted;
  }

  private item(): string {
    this.made += 1;
    const price = Math.floor(this.random() * 10_000) / 100;
    const quantity = Math.floor(this.random() * 100);
    return `{"name":"${this.label} ${this.made}","description":"made by a load run","price":${price},"quantity":${quantity}}`;
  }

  private forget(id: number): void {
    const at = this.items.indexOf(id);
    if (at >= 0) this.items.splice(at, 1);
  }
}

/** Marks every item of a run. */
export function itemLabel(runId: string): string {
  return `load ${runId}`;
}
