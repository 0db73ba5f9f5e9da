import { expect, test } from 'vitest';
import { createTargetRegistry, LEASE_SECONDS, parseTarget, type Target } from './targets.js';

test.each<[string, Target | undefined]>([
  ['{"job": "orders", "port": 3033}', { job: 'orders', port: 3033 }],
  ['{"job": "my-job_2", "port": 1, "more": true}', { job: 'my-job_2', port: 1 }],
  ['{"job": "api", "port": 3033}', undefined],
  ['{"job": "Orders", "port": 3033}', undefined],
  ['{"job": "", "port": 3033}', undefined],
  ['{"job": "orders", "port": 0}', undefined],
  ['{"job": "orders", "port": 65536}', undefined],
  ['{"job": "orders", "port": "3033"}', undefined],
  ['{"job": "orders"}', undefined],
  ['null', undefined],
  ['', undefined],
])('%s is the target %o', (text, target) => {
  expect(parseTarget(text)).toEqual(target);
});

test('a lease ends unless it is renewed', () => {
  let now = 1000;
  const registry = createTargetRegistry('127.0.0.1', () => now);
  const orders = { job: 'orders', port: 3033 };
  const group = { targets: ['127.0.0.1:3033'], labels: { job: 'orders' } };
  expect(registry.register(orders)).toBe('127.0.0.1:3033');
  now += LEASE_SECONDS - 1;
  expect(registry.groups()).toEqual([group]);
  registry.register(orders);
  now += LEASE_SECONDS - 1;
  expect(registry.groups()).toEqual([group]);
  now += 1;
  expect(registry.groups()).toEqual([]);
});

test('forgets removed targets, and limits their number', () => {
  const registry = createTargetRegistry('lab', () => 0);
  const ports = Array.from({ length: 21 }, (_, i) => 4000 + i);
  const addresses = ports.map((port) => registry.register({ job: 'many', port }));
  expect(addresses.indexOf(undefined)).toBe(20);
  expect(registry.register({ job: 'many', port: 4000 })).toBe('lab:4000');
  registry.remove({ job: 'many', port: 4000 });
  expect(registry.register({ job: 'many', port: 4020 })).toBe('lab:4020');
  expect(registry.groups()).toHaveLength(20);
});
