import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { isForeign, isOwnHost, namesIn } from './guard.js';

const asked = (host: string | undefined, localAddress = '127.0.0.1'): IncomingMessage =>
  ({ headers: { host }, socket: { localAddress } }) as unknown as IncomingMessage;

test.each<[string | undefined, boolean]>([
  ['127.0.0.1:3030', true],
  ['localhost', true],
  ['LOCALHOST:3030', true],
  ['127.0.0.2:3030', true],
  ['[::1]:3030', true],
  ['api:3030', true],
  ['evil.example', false],
  ['evil', false],
  ['127.0.0.1.evil.example:3030', false],
  ['localhost.evil.example', false],
  ['10.0.0.1', false],
  ['user@127.0.0.1', false],
  ['127.0.0.1:3030@evil.example', false],
  ['127.0.0.1/', false],
  ['127.0.0.1:999999', false],
  ['', false],
  [undefined, false],
])('as %s: %s', (host, own) => expect(isOwnHost(asked(host), ['api'])).toBe(own));

test('an address is its own if the connection came in on it', () => {
  expect(isOwnHost(asked('10.0.0.1:3030', '::ffff:10.0.0.1'))).toBe(true);
  expect(isOwnHost(asked('[fd00::1]:3030', 'fd00::1'))).toBe(true);
  expect(isOwnHost(asked('10.0.0.2', '10.0.0.1'))).toBe(false);
});

test.each<[string, Record<string, string>, withPages: boolean, without: boolean]>([
  ['a program', {}, false, false],
  ['an address that was typed', { 'sec-fetch-site': 'none' }, false, false],
  ['its own page', { origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-origin' }, false, true],
  ['a page of another port', { origin: 'http://127.0.0.1:2', 'sec-fetch-site': 'same-site' }, true, true],
  ['another port, without an origin', { 'sec-fetch-site': 'same-site' }, true, true],
  ['another site, without an origin', { 'sec-fetch-site': 'cross-site' }, true, true],
  ['an old browser’s page', { origin: 'http://evil.example' }, true, true],
  ['a sandboxed page', { origin: 'null' }, true, true],
  ['the same host over https', { origin: 'https://127.0.0.1:1' }, true, true],
])('%s', (_who, headers, withPages, without) => {
  const all = { host: '127.0.0.1:1', ...headers };
  expect(isForeign(all, { ownPages: true })).toBe(withPages);
  expect(isForeign(all, { ownPages: false })).toBe(without);
});

test('names of a setting', () => {
  expect(namesIn(undefined)).toEqual([]);
  expect(namesIn(' API, host.docker.internal,')).toEqual(['api', 'host.docker.internal']);
});
