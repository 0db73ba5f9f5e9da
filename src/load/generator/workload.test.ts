import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../util/random.js';
import { TIERS } from '../request/tiers.js';
import { encodeRequest } from './users.js';
import { itemLabel, type WorkloadRequest, WorkloadUser } from './workload.js';

const CRUD = { list: 40, read: 30, create: 10, update: 10, delete: 10 };

/** A user of a server that always does what it is asked. */
function simulate(user: WorkloadUser, requests: number) {
  const items = new Set<number>();
  const counts: Record<string, number> = {};
  let most = 0;
  let id = 0;
  for (let i = 0; i < requests; i++) {
    const request = user.next();
    counts[request.operation] = (counts[request.operation] ?? 0) + 1;
    if (request.id !== undefined) expect(items.has(request.id)).toBe(true);
    if (request.operation === 'create') items.add(++id);
    if (request.operation === 'delete') items.delete(request.id as number);
    user.answered(request, { create: 201, delete: 204 }[request.operation as string] ?? 200, id);
    most = Math.max(most, items.size);
  }
  return { items, counts, most };
}

describe('WorkloadUser', () => {
  it('touches only items it created, keeps few of them, and knows which are left', () => {
    const user = new WorkloadUser(CRUD, 'load x u1', seededRandom(1));
    const { items, counts, most } = simulate(user, 20_000);
    expect(most).toBeLessThanOrEqual(4);
    expect(new Set(user.leftovers())).toEqual(items);
    expect(counts['create']! - counts['delete']!).toBe(items.size);
  });

  it('keeps roughly to the mix', () => {
    const { counts } = simulate(new WorkloadUser(CRUD, 'u', seededRandom(2)), 20_000);
    for (const [name, weight] of Object.entries(CRUD)) {
      // A creation is sent instead if there is no item yet, a deletion if there are enough.
      expect(counts[name]! / 200, name).toBeGreaterThan(weight * 0.7);
      expect(counts[name]! / 200, name).toBeLessThan(weight * 1.5);
    }
  });

  it('repeats the same operations with the same seed', () => {
    const paths = [1, 1].map((seed) => {
      const user = new WorkloadUser(CRUD, 'u', seededRandom(seed));
      return Array.from({ length: 100 }, () => user.next().operation);
    });
    expect(paths[0]).toEqual(paths[1]);
  });

  it('does only the operations of the mix', () => {
    expect(simulate(new WorkloadUser({ list: 1 }, 'u', seededRandom(3)), 100).counts).toEqual({ list: 100 });
  });

  it('remembers the requests that got no answer', () => {
    const user = new WorkloadUser({ create: 1, delete: 1 }, 'u', seededRandom(4));
    user.lost(user.next());
    expect(user.uncertainCreates).toBe(1);
    const create = user.next();
    user.answered(create, 201, 7);
    const deletion: WorkloadRequest = {
      operation: 'delete',
      method: 'DELETE',
      route: '/items/:id',
      path: '/items/7',
      id: 7,
    };
    user.lost(deletion);
    expect(user.leftovers()).toEqual([7]);
    expect(user.next().operation).toBe('create'); // the item in doubt is not touched again
  });

  it('counts a creation without a Location as one to search for', () => {
    const user = new WorkloadUser({ create: 1 }, 'u', seededRandom(5));
    user.answered(user.next(), 201, undefined);
    user.answered(user.next(), 503, undefined);
    expect(user.uncertainCreates).toBe(1);
  });
});

describe('encodeRequest', () => {
  it('writes HTTP/1.1 with the body’s length', () => {
    const user = new WorkloadUser({ create: 1 }, `${itemLabel('run')} u0`, seededRandom(6));
    const [head = '', body = ''] = encodeRequest(user.next(), '127.0.0.1:3030').split('\r\n\r\n');
    expect(head.split('\r\n')).toEqual([
      'POST /items HTTP/1.1',
      'Host: 127.0.0.1:3030',
      'Connection: keep-alive',
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
    ]);
    expect(JSON.parse(body)).toMatchObject({ name: 'load run u0 1' });
  });

  it('sends no body with GET', () => {
    const request = new WorkloadUser({ list: 1 }, 'u', seededRandom(7)).next();
    expect(encodeRequest(request, 'h:1')).toBe(
      'GET /items?limit=20 HTTP/1.1\r\nHost: h:1\r\nConnection: keep-alive\r\n\r\n',
    );
  });
});

it('returns uniformly distributed numbers', () => {
  const random = seededRandom(8);
  const buckets = Array.from({ length: 10 }, () => 0);
  for (let i = 0; i < 100_000; i++) buckets[Math.floor(random() * 10)]! += 1;
  for (const count of buckets) expect(Math.abs(count - 10_000)).toBeLessThan(500);
});

it.each(TIERS.map((tier) => [tier.name, tier] as const))('%s is a usable tier', (_name, tier) => {
  expect(tier.timeoutMs).toBeGreaterThanOrEqual(1000); // autocannon refuses less
  expect(Object.values(tier.mix).every((weight) => weight > 0)).toBe(true);
});
