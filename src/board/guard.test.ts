import { describe, expect, it } from 'vitest';
import { guard } from './guard.js';

const host = '127.0.0.1:4040';
const link = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };

describe('guard', () => {
  it.each<[string, Record<string, string>, boolean]>([
    ['a program of this machine', { host }, false],
    ['localhost, in any case', { host: 'LOCALHOST:4040' }, false],
    ['IPv6 loopback', { host: '[::1]:4040' }, false],
    ['a forwarded port', { host: 'localhost:8080' }, false],
    ['no port at all', { host: '127.0.0.1' }, false],
    ['the page itself', { host, 'sec-fetch-site': 'same-origin' }, false],
    ['the page itself, posting', { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' }, false],
    ['an address that was typed', { host, 'sec-fetch-site': 'none' }, false],
    ['a link to a page', { host, 'sec-fetch-site': 'cross-site', ...link }, true],
    ['a link from Prometheus', { host, 'sec-fetch-site': 'same-site', ...link }, true],
  ])('lets %s through', (_, headers, page) => expect(() => guard(headers, page)).not.toThrow());

  it.each<[string, Record<string, string>, boolean, string]>([
    ['a name that resolves to 127.0.0.1', { host: 'evil.example:4040' }, true, 'FORBIDDEN_HOST'],
    ['a name that looks like it', { host: '127.0.0.1.evil.example' }, true, 'FORBIDDEN_HOST'],
    ['another name of loopback', { host: '127.0.0.2:4040' }, true, 'FORBIDDEN_HOST'],
    ['a host with a user', { host: 'a@127.0.0.1' }, true, 'FORBIDDEN_HOST'],
    ['no host', {}, true, 'FORBIDDEN_HOST'],
    ['another site', { host, 'sec-fetch-site': 'cross-site' }, false, 'CROSS_ORIGIN'],
    ['another port', { host, 'sec-fetch-site': 'same-site' }, false, 'CROSS_ORIGIN'],
    ['a link to data', { host, 'sec-fetch-site': 'cross-site', ...link }, false, 'CROSS_ORIGIN'],
    [
      'a frame',
      { host, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
      true,
      'CROSS_ORIGIN',
    ],
    ['a form of another origin', { host, origin: 'http://evil.example' }, false, 'CROSS_ORIGIN'],
    ['an origin of another port', { host, origin: 'http://127.0.0.1:9090' }, false, 'CROSS_ORIGIN'],
    ['an opaque origin', { host, origin: 'null' }, false, 'CROSS_ORIGIN'],
  ])('refuses %s', (_, headers, page, code) =>
    expect(() => guard(headers, page)).toThrow(expect.objectContaining({ status: 403, code }) as Error),
  );
});
