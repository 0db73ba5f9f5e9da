import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { refusalOf } from './guard.js';

const options = { token: 'secret', hosts: ['0.0.0.0', 'lab.internal'] };
const good = { host: '127.0.0.1:4000', authorization: 'Bearer secret' };

test.each<[string, Record<string, string | undefined>, 401 | 403 | undefined]>([
  ['a program on this machine', {}, undefined],
  ['localhost', { host: 'localhost:4000' }, undefined],
  ['IPv6 loopback', { host: '[::1]:4000' }, undefined],
  ['the address that it listens on', { host: 'lab.internal' }, undefined],
  ['an address bar', { 'sec-fetch-site': 'none' }, undefined],
  ['no token', { authorization: undefined }, 401],
  ['another token', { authorization: 'Bearer secre' }, 401],
  ['another scheme', { authorization: 'Basic secret' }, 401],
  ['a page', { origin: 'http://127.0.0.1:4000' }, 403],
  ['a sandboxed page', { origin: 'null' }, 403],
  ['a cross-site request', { 'sec-fetch-site': 'cross-site' }, 403],
  ['a page on another port of this machine', { 'sec-fetch-site': 'same-site' }, 403],
  ['a name rebound to loopback', { host: 'evil.example:4000' }, 403],
  ['a name that starts like loopback', { host: '127.0.0.1.evil.example' }, 403],
  ['no host', { host: undefined }, 403],
  ['a page that knows the token', { origin: 'http://evil.example' }, 403],
])('%s gets %s: %s', (_who, headers, refusal) => {
  const req = { headers: { ...good, ...headers }, socket: { localAddress: '127.0.0.1' } };
  expect(refusalOf(req as unknown as IncomingMessage, options)).toBe(refusal);
});
