/**
 * Schemas for JSON that comes from outside: files that may be edited, answers of servers. Small and quick to load,
 * for what every command reads, and fast enough for answers with many thousands of samples.
 */

/** A value has another type than it must have. The message names its place: `services.api.since must be text`. */
export class DecodeError extends TypeError {
  override readonly name = 'DecodeError';

  constructor(
    /** Where, from the document's root. */
    readonly path: readonly (string | number)[],
    /** To follow the place: "must be text, but is a number". */
    readonly problem: string,
  ) {
    super(`${formatPath(path)} ${problem}`.trimStart());
  }
}

/** Returns the value with its type, without what the schema doesn't name. @throws DecodeError */
export type Decoder<T> = (value: unknown) => T;

export const text: Decoder<string> = (value) =>
  typeof value === 'string' ? value : refuse('must be text', value);

/** Finite. */
export const number: Decoder<number> = (value) =>
  typeof value === 'number' && Number.isFinite(value) ? value : refuse('must be a number', value);

export function integer(least: number, most: number = Number.MAX_SAFE_INTEGER): Decoder<number> {
  return (value) =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most
      ? (value as number)
      : refuse(
          most === Number.MAX_SAFE_INTEGER
            ? `must be a whole number of ${least} or more`
            : `must be a whole number from ${least} to ${most}`,
          value,
        );
}

export function oneOf<const T extends string | number>(values: readonly T[]): Decoder<T> {
  return (value) =>
    values.includes(value as T) ? (value as T) : refuse(`must be ${values.join(' or ')}`, value);
}

/** The value, or `fallback` if it is missing or null. */
export function optional<T>(decode: Decoder<T>): Decoder<T | undefined>;
export function optional<T>(decode: Decoder<T>, fallback: T): Decoder<T>;
export function optional<T>(decode: Decoder<T>, fallback?: T): Decoder<T | undefined> {
  return (value) => (value === undefined || value === null ? fallback : decode(value));
}

/** The value, or undefined if it is anything else: for what is only shown. */
export function lenient<T>(decode: Decoder<T>): Decoder<T | undefined> {
  return (value) => {
    try {
      return decode(value);
    } catch {
      return undefined;
    }
  };
}

export function list<T>(decode: Decoder<T>): Decoder<T[]> {
  return (value) => {
    if (!Array.isArray(value)) return refuse('must be a list', value);
    let at = 0;
    try {
      const decoded: T[] = [];
      for (; at < value.length; at++) decoded.push(decode(value[at]));
      return decoded;
    } catch (error) {
      throw inside(at, error);
    }
  };
}

/** Any keys, all with the same kind of value. */
export function record<T>(decode: Decoder<T>): Decoder<Record<string, T>> {
  return (value) => {
    let key = '';
    try {
      const entries = Object.entries(fieldsOf(value)).map(([name, field]): [string, T] => {
        key = name;
        return [name, decode(field)];
      });
      // Not by assignment: a key may be __proto__.
      return Object.fromEntries(entries);
    } catch (error) {
      if (key === '') throw error;
      throw inside(key, error);
    }
  };
}

export function object<T extends object>(fields: {
  readonly [Key in keyof T]: Decoder<T[Key]>;
}): Decoder<T> {
  const names = Object.keys(fields) as (keyof T & string)[];
  return (value) => {
    const given = fieldsOf(value);
    const decoded: Partial<T> = {};
    for (const name of names) {
      try {
        const field = fields[name](Object.hasOwn(given, name) ? given[name] : undefined);
        if (field !== undefined) decoded[name] = field;
      } catch (error) {
        throw inside(name, error);
      }
    }
    return decoded as T;
  };
}

/** The fields of an object as they are. @throws DecodeError */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : refuse('must be an object', value);
}

/** @throws DecodeError that says what the value is instead */
export function refuse(problem: string, value: unknown): never {
  throw new DecodeError([], value === undefined ? 'is missing' : `${problem}, but is ${kindOf(value)}`);
}

/** The error of a value inside another, with its full place. */
function inside(key: string | number, error: unknown): unknown {
  return error instanceof DecodeError ? new DecodeError([key, ...error.path], error.problem) : error;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  const shown = JSON.stringify(value) ?? typeof value;
  return shown.length > 40 ? `${shown.slice(0, 39)}…` : shown;
}

/** `services.api.since`, `result[2].value`. */
function formatPath(path: readonly (string | number)[]): string {
  return path
    .map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i > 0 ? '.' : ''}${part}`))
    .join('');
}
