import { describe, expect, it } from 'vitest';
import { isSameServer, parseTarget } from './target.js';

describe('a target on this machine', () => {
  it.each([
    ['http://127.0.0.1:8080', { url: 'http://127.0.0.1:8080' }],
    ['http://localhost:8080/', { url: 'http://localhost:8080' }],
    ['http://127.8.8.8:1', { url: 'http://127.8.8.8:1' }],
    ['http://[::1]:8080', { url: 'http://[::1]:8080' }],
    ['https://localhost/shop?page=2#top', { url: 'https://localhost', path: '/shop?page=2' }],
    ['HTTP://LOCALHOST:80/a', { url: 'http://localhost', path: '/a' }],
    ['http://127.1:8080', { url: 'http://127.0.0.1:8080' }],
  ])('%s', (text, target) => expect(parseTarget(text, undefined)).toEqual(target));
});

describe('another machine', () => {
  it.each([
    ['http://shop.example', undefined],
    ['http://shop.example', 'example'],
    ['http://shop.example', 'other.example'],
    ['http://10.0.0.1', '10.0.0.2'],
    ['http://127.0.0.1.example', undefined],
    ['http://localhost.example', 'localhost'],
    ['http://0.0.0.0:8080', undefined],
  ])('refuses %s if the user says they own %s', (text, owner) => {
    expect(() => parseTarget(text, owner)).toThrow(expect.objectContaining({ code: 'TARGET_NOT_YOURS' }));
  });

  it.each([
    ['http://shop.example:8080/x', 'shop.example', { url: 'http://shop.example:8080', path: '/x' }],
    ['http://Shop.example', 'SHOP.example', { url: 'http://shop.example' }],
  ])('%s is loaded where %s is named', (text, owner, target) => {
    expect(parseTarget(text, owner)).toEqual(target);
  });
});

it.each([
  '',
  'shop',
  '127.0.0.1:8080',
  'ftp://127.0.0.1',
  'http:127.0.0.1',
  'http://',
  'http://a:b@localhost',
  'file:///etc',
])('refuses %j as a target', (text) => {
  expect(() => parseTarget(text, undefined)).toThrow(expect.objectContaining({ code: 'TARGET_INVALID' }));
});

it.each([
  ['http://localhost:3030', 'http://127.0.0.1:3030', true],
  ['http://127.0.0.1:3030', 'http://127.0.0.1:3031', false],
  ['https://localhost:3030', 'http://127.0.0.1:3030', false],
  ['http://shop.example', 'http://shop.example', true],
  ['http://shop.example:3030', 'http://127.0.0.1:3030', false],
])('%s and %s: %s', (a, b, same) => expect(isSameServer(a, b)).toBe(same));
