/** The fields of an item that a client can set. A missing one is null. */
export interface ItemInput {
  name: string;
  description: string | null;
  price: number | null;
  quantity: number | null;
}

/** One error in a client's input. */
export interface InputError {
  /** Where: a JSON pointer into the body ("" is the body itself), or the name of a query parameter. */
  pointer?: string;
  parameter?: string;
  detail: string;
}

export type Parsed<T> = { ok: true; value: T } | { ok: false; errors: InputError[] };

const MAX_NAME = 200;
const MAX_DESCRIPTION = 2_000;
/** The largest value of PostgreSQL's integer. */
export const INTEGER_MAX = 2_147_483_647;

const MAX_LIMIT = 100;
const DEFAULT_LIMIT = 20;

/** Checks the body of POST and PUT: all errors at once, so that a client can fix them in one go. */
export function parseItem(body: unknown): Parsed<ItemInput> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return { ok: false, errors: [{ pointer: '', detail: 'must be a JSON object' }] };
  }
  const { name, description = null, price = null, quantity = null } = body as Record<string, unknown>;
  const errors: InputError[] = [];
  const check = (valid: boolean, pointer: string, detail: string): void => {
    if (!valid) errors.push({ pointer, detail });
  };
  check(isText(name, 1, MAX_NAME), '/name', `must be a string of 1 to ${MAX_NAME} characters`);
  check(
    description === null || isText(description, 0, MAX_DESCRIPTION),
    '/description',
    `must be a string of at most ${MAX_DESCRIPTION} characters`,
  );
  check(
    price === null || (Number.isFinite(price) && (price as number) >= 0),
    '/price',
    'must be a number of at least 0',
  );
  check(
    quantity === null || isInteger(quantity, 0, INTEGER_MAX),
    '/quantity',
    `must be an integer from 0 to ${INTEGER_MAX}`,
  );
  if (errors.length > 0) return { ok: false, errors };
  return { ok: true, value: { name, description, price, quantity } as ItemInput };
}

/** Checks `limit` and `offset` of a query string. */
export function parsePage(
  query: Readonly<Record<string, unknown>>,
): Parsed<{ limit: number; offset: number }> {
  const limit = queryInteger(query['limit'], DEFAULT_LIMIT);
  const offset = queryInteger(query['offset'], 0);
  const errors: InputError[] = [];
  if (!isInteger(limit, 1, MAX_LIMIT)) {
    errors.push({ parameter: 'limit', detail: `must be an integer from 1 to ${MAX_LIMIT}` });
  }
  if (!isInteger(offset, 0, INTEGER_MAX)) {
    errors.push({ parameter: 'offset', detail: `must be an integer from 0 to ${INTEGER_MAX}` });
  }
  return errors.length > 0 ? { ok: false, errors } : { ok: true, value: { limit, offset } };
}

/** The id in a path: undefined if it is not an integer. It may be one that no item can have. */
export function parseId(text: string): number | undefined {
  return /^-?\d{1,20}$/.test(text) ? Number(text) : undefined;
}

function queryInteger(value: unknown, fallback: number): number {
  if (value === undefined) return fallback;
  return typeof value === 'string' && /^\d{1,12}$/.test(value) ? Number(value) : Number.NaN;
}

function isInteger(value: unknown, min: number, max: number): value is number {
  return Number.isInteger(value) && (value as number) >= min && (value as number) <= max;
}

/** Counts characters, not UTF-16 units. PostgreSQL's text cannot hold U+0000. */
function isText(value: unknown, min: number, max: number): value is string {
  if (typeof value !== 'string' || value.includes('\0')) return false;
  const length = value.length <= max ? value.length : [...value].length;
  return length >= min && length <= max;
}
