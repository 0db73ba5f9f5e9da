import type { Database } from './database.js';
import type { ItemInput } from './item-input.js';
import type { RequestTrace } from './request-trace.js';

/** An item, as the API shows it. Times are RFC 3339 in UTC. */
export interface Item {
  id: number;
  name: string;
  description: string | null;
  price: number | null;
  quantity: number | null;
  createdAt: string;
  updatedAt: string;
}

/** Each method adds the time that it waited for a connection to the trace, if there is one. */
export interface ItemStore {
  /** Items by ascending id, and the total number of items. */
  list: (limit: number, offset: number, trace?: RequestTrace) => Promise<{ items: Item[]; total: number }>;
  get: (id: number, trace?: RequestTrace) => Promise<Item | undefined>;
  create: (input: ItemInput, trace?: RequestTrace) => Promise<Item>;
  /** Replaces all fields that a client can set. Undefined if there is no such item. */
  update: (id: number, input: ItemInput, trace?: RequestTrace) => Promise<Item | undefined>;
  /** False if there was no such item. */
  remove: (id: number, trace?: RequestTrace) => Promise<boolean>;
}

/**
 * PostgreSQL formats times for JSON: parsing and formatting 40 per page here would cost a tenth of this process's
 * time.
 */
const time = (column: string): string =>
  `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** A row of these is an {@link Item}. */
const COLUMNS = `id, name, description, price, quantity,
  ${time('created_at')} AS "createdAt", ${time('updated_at')} AS "updatedAt"`;

/** One statement, one connection, one round trip: a page beyond the end is a single row of nulls with the total. */
const LIST = `
SELECT page.*, total.count AS total
FROM (SELECT count(*)::integer AS count FROM items) total
LEFT JOIN (SELECT ${COLUMNS} FROM items ORDER BY id LIMIT $1 OFFSET $2) page ON true
ORDER BY page.id`;

/** Recalled items are not shown. */
const GET = `
SELECT ${COLUMNS} FROM items
WHERE id = $1 AND NOT EXISTS (SELECT FROM item_recalls WHERE item_id = $1)`;

/** The items table. Every method rejects with a DatabaseError. Statements are named: PostgreSQL plans each once. */
export function createItemStore(database: Database): ItemStore {
  return {
    async list(limit, offset, trace) {
      const rows = await database.run<{ total: number } & (Item | { id: null })>(
        'select',
        {
          name: 'items-list',
          text: LIST,
          values: [limit, offset],
        },
        trace,
      );
      const items = rows.flatMap(({ total: _, ...item }) => (item.id === null ? [] : [item]));
      return { items, total: rows[0]?.total ?? 0 };
    },
    async get(id, trace) {
      const text = GET;
      const [item] = await database.run<Item>('select', { name: 'items-get', text, values: [id] }, trace);
      return item;
    },
    async create(input, trace) {
      const text = `INSERT INTO items (name, description, price, quantity) VALUES ($1, $2, $3, $4) RETURNING ${COLUMNS}`;
      const [item] = await database.run<Item>(
        'insert',
        {
          name: 'items-insert',
          text,
          values: valuesOf(input),
        },
        trace,
      );
      return item as Item;
    },
    async update(id, input, trace) {
      const text = `UPDATE items SET name = $1, description = $2, price = $3, quantity = $4, updated_at = now() WHERE id = $5 RETURNING ${COLUMNS}`;
      const values = [...valuesOf(input), id];
      const [item] = await database.run<Item>('update', { name: 'items-update', text, values }, trace);
      return item;
    },
    async remove(id, trace) {
      const text = 'DELETE FROM items WHERE id = $1 RETURNING id';
      const rows = await database.run<{ id: number }>(
        'delete',
        { name: 'items-delete', text, values: [id] },
        trace,
      );
      return rows.length > 0;
    },
  };
}

function valuesOf({ name, description, price, quantity }: ItemInput): unknown[] {
  return [name, description, price, quantity];
}
