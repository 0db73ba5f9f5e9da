import { expect, it } from 'vitest';
import { integer, lenient, list, number, object, oneOf, optional, record, text } from './decode.js';

const decode = object({
  version: oneOf([1]),
  name: text,
  port: integer(1, 65_535),
  note: optional(text),
  unit: lenient(number),
  services: record(object({ pids: list(integer(1)) })),
});
const good = { version: 1, name: 'x', port: 80, services: { api: { pids: [7] } } };

it('keeps what the schema names, and nothing else', () => {
  expect(decode({ ...good, extra: true })).toEqual(good);
  expect(decode({ ...good, note: null, unit: 'x' })).toEqual(good);
});

it('a key named __proto__ is only a key', () => {
  const decoded = record(text)(JSON.parse('{"__proto__":"a","constructor":"b"}'));
  expect(Object.entries(decoded)).toEqual([
    ['__proto__', 'a'],
    ['constructor', 'b'],
  ]);
  expect(object({ toString: optional(text) })({})).toEqual({});
});

it.each<[object | null | string, string]>([
  [null, 'must be an object, but is null'],
  [[], 'must be an object, but is a list'],
  [{ ...good, version: 2 }, 'version must be 1, but is 2'],
  [{ ...good, name: 7 }, 'name must be text, but is 7'],
  [{ ...good, name: undefined }, 'name is missing'],
  [{ ...good, port: 0.5 }, 'port must be a whole number from 1 to 65535, but is 0.5'],
  [{ ...good, services: [] }, 'services must be an object, but is a list'],
  [{ ...good, services: { api: null } }, 'services.api must be an object, but is null'],
  [
    { ...good, services: { api: { pids: [1, 'x'] } } },
    'services.api.pids[1] must be a whole number of 1 or more, but is "x"',
  ],
])('%j: %s', (document, message) => {
  expect(() => decode(document)).toThrow(expect.objectContaining({ name: 'DecodeError', message }) as Error);
});
