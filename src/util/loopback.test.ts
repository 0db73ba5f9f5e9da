import { expect, it } from 'vitest';
import { isLoopback } from './loopback.js';

it.each(['localhost', 'LOCALHOST', '127.0.0.1', '127.8.9.10', '[::1]'])('treats %s as this machine', (host) =>
  expect(isLoopback(host)).toBe(true),
);

it.each([
  '',
  'localhost.example',
  'example.localhost.org',
  '127.0.0.1.example',
  '127.0.0',
  '127.0.0.1:80',
  'x127.0.0.1',
  '128.0.0.1',
  '10.0.0.1',
  '0.0.0.0',
  '[::2]',
  '::1',
])('treats %j as another machine', (host) => expect(isLoopback(host)).toBe(false));
