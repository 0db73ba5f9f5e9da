import { OWN_PREFIX, type OwnItems } from './own-items.js';
import type { Random } from './random.js';

/** The `operation` label of the metrics. */
export const OPERATIONS = ['list', 'get', 'create', 'update', 'delete'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** One request to send. */
export interface Plan {
  operation: Operation;
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  body?: unknown;
  /** The item it is about. */
  id?: number;
  /** The page it reads, if it is a step of the survey. */
  survey?: { offset: number; limit: number };
}

type Kind =
  | 'list'
  | 'survey'
  | 'get'
  | 'create'
  | 'update'
  | 'delete'
  | 'get-missing'
  | 'create-invalid'
  | 'list-invalid';

/** The percentage of each kind of request. Reads dominate, as with real users; creates outnumber deletes. */
const MIX: readonly (readonly [Kind, number])[] = [
  ['list', 24],
  ['survey', 10],
  ['get', 34],
  ['create', 10],
  ['update', 9],
  ['delete', 5],
  ['get-missing', 4],
  ['create-invalid', 3],
  ['list-invalid', 1],
];

const MAX_SURVEYED = 100;
/** Ids this high are never assigned in the lab. */
const MISSING_ID = 2_000_000_000;

/** Chooses the next request by the mix, adjusted to the number of own items. */
export function planNext(random: Random, own: OwnItems): Plan {
  return planOf(chooseKind(random, own), random, own);
}

function chooseKind(random: Random, own: OwnItems): Kind {
  const kind = weighted(random);
  if (own.scarce && random.next() < 0.5) return 'create';
  if (own.overfull && random.next() < 0.5) return 'delete';
  if (own.shrinking && kind === 'create') return 'delete';
  if (own.shrinking && kind === 'delete') return 'create';
  return kind;
}

function weighted(random: Random): Kind {
  let left = random.integer(100);
  for (const [kind, weight] of MIX) {
    left -= weight;
    if (left < 0) return kind;
  }
  throw new Error('the weights of the mix do not add up to 100');
}

function planOf(kind: Kind, random: Random, own: OwnItems): Plan {
  switch (kind) {
    case 'list':
      return {
        operation: 'list',
        method: 'GET',
        path: random.pick(['/items', '/items?limit=10', '/items?limit=50&offset=20']),
      };
    case 'list-invalid':
      return { operation: 'list', method: 'GET', path: '/items?limit=1000' };
    case 'survey':
      return survey(own);
    case 'create':
      return { operation: 'create', method: 'POST', path: '/items', body: newItem(random) };
    case 'create-invalid':
      return { operation: 'create', method: 'POST', path: '/items', body: { ...newItem(random), price: -1 } };
    case 'get-missing':
      return { operation: 'get', method: 'GET', path: `/items/${MISSING_ID + random.integer(1000)}` };
    case 'get':
      return withItem(own.any(random), own, (id) => ({
        operation: 'get',
        method: 'GET',
        path: `/items/${id}`,
        id,
      }));
    case 'update':
      return withItem(own.any(random), own, (id) => ({
        operation: 'update',
        method: 'PUT',
        path: `/items/${id}`,
        body: newItem(random),
        id,
      }));
    case 'delete':
      return withItem(own.oldest(), own, (id) => ({
        operation: 'delete',
        method: 'DELETE',
        path: `/items/${id}`,
        id,
      }));
  }
}

/** While no own item is known, listing items is the best option. */
function withItem(id: number | undefined, own: OwnItems, plan: (id: number) => Plan): Plan {
  return id === undefined ? survey(own) : plan(id);
}

function survey(own: OwnItems): Plan {
  const offset = own.surveyOffset;
  const path = `/items?limit=${MAX_SURVEYED}&offset=${offset}`;
  return { operation: 'list', method: 'GET', path, survey: { offset, limit: MAX_SURVEYED } };
}

const COLOURS = ['red', 'green', 'blue', 'yellow', 'white', 'black'];
const THINGS = ['lamp', 'chair', 'table', 'kettle', 'clock', 'radio', 'bicycle'];

function newItem(random: Random): { name: string; description: string; price: number; quantity: number } {
  const thing = `${random.pick(COLOURS)} ${random.pick(THINGS)}`;
  return {
    name: `${OWN_PREFIX}${thing}`,
    description: `A ${thing}, made by the lab's steady traffic.`,
    price: Math.round(random.next() * 10_000) / 100,
    quantity: random.integer(100),
  };
}
