import { describe, expect, test } from 'vitest';
import { parseId, parseItem, parsePage } from './item-input.js';

const full = { name: 'lamp', description: 'bright', price: 12.5, quantity: 3 };

describe('parseItem', () => {
  test.each<[string, unknown, unknown]>([
    ['all fields', full, full],
    ['only the name', { name: 'x' }, { name: 'x', description: null, price: null, quantity: null }],
    ['nulls', { ...full, price: null, description: null }, { ...full, price: null, description: null }],
    [
      'zeros and an empty description',
      { name: 'x', description: '', price: 0, quantity: 0 },
      { name: 'x', description: '', price: 0, quantity: 0 },
    ],
    ['fields it does not know, left out', { ...full, id: 7, colour: 'red' }, full],
    [
      '200 characters outside the BMP',
      { ...full, name: '😀'.repeat(200) },
      { ...full, name: '😀'.repeat(200) },
    ],
  ])('takes %s', (_what, body, value) => {
    expect(parseItem(body)).toEqual({ ok: true, value });
  });

  test.each<[string, unknown, string[]]>([
    ['no body', undefined, ['']],
    ['an array', [full], ['']],
    ['null', null, ['']],
    ['a string', 'lamp', ['']],
    ['no name', { price: 1 }, ['/name']],
    ['an empty name', { name: '' }, ['/name']],
    ['a name that is too long', { name: 'x'.repeat(201) }, ['/name']],
    ['a name with U+0000, which PostgreSQL cannot store', { name: 'a\0b' }, ['/name']],
    ['a description that is too long', { ...full, description: 'x'.repeat(2001) }, ['/description']],
    ['a negative price', { ...full, price: -0.01 }, ['/price']],
    ['a price that overflowed', { ...full, price: JSON.parse('1e999') as number }, ['/price']],
    ['a price as a string', { ...full, price: '12' }, ['/price']],
    ['a quantity with a fraction', { ...full, quantity: 1.5 }, ['/quantity']],
    ['a quantity that PostgreSQL cannot hold', { ...full, quantity: 2 ** 31 }, ['/quantity']],
    [
      'everything wrong at once',
      { name: 1, description: 2, price: 'x', quantity: -1 },
      ['/name', '/description', '/price', '/quantity'],
    ],
  ])('refuses %s', (_what, body, pointers) => {
    const parsed = parseItem(body);
    expect(parsed.ok ? [] : parsed.errors.map((error) => error.pointer)).toEqual(pointers);
  });
});

describe('parsePage', () => {
  test.each<[Record<string, unknown>, unknown]>([
    [{}, { limit: 20, offset: 0 }],
    [{ limit: '1' }, { limit: 1, offset: 0 }],
    [
      { limit: '100', offset: '2147483647' },
      { limit: 100, offset: 2_147_483_647 },
    ],
  ])('takes %j', (query, value) => {
    expect(parsePage(query)).toEqual({ ok: true, value });
  });

  test.each<[Record<string, unknown>, string[]]>([
    [{ limit: '0' }, ['limit']],
    [{ limit: '101' }, ['limit']],
    [{ limit: '1e1' }, ['limit']],
    [{ limit: '' }, ['limit']],
    [{ limit: ['1', '2'] }, ['limit']],
    [{ offset: '-1' }, ['offset']],
    [{ offset: '2147483648' }, ['offset']],
    [{ limit: 'x', offset: 'y' }, ['limit', 'offset']],
  ])('refuses %j', (query, parameters) => {
    const parsed = parsePage(query);
    expect(parsed.ok ? [] : parsed.errors.map((error) => error.parameter)).toEqual(parameters);
  });
});

test.each<[string, number | undefined]>([
  ['1', 1],
  ['0', 0],
  ['-3', -3],
  ['99999999999999999999', 1e20],
  ['1.5', undefined],
  ['abc', undefined],
  ['1abc', undefined],
  ['', undefined],
])('parseId(%j) is %s', (text, id) => {
  expect(parseId(text)).toBe(id);
});
