import { expect, it } from 'vitest';
import { isReady } from './ready-log.js';

const STARTING = 'LOG:  starting PostgreSQL 18.4';
const READY = 'LOG:  database system is ready to accept connections';
const DOWN = 'LOG:  database system is shut down';

it.each<[string, string[], boolean]>([
  ['nothing logged', [], false],
  ['starting', [STARTING, 'LOG:  database system was shut down at 2026-01-01'], false],
  ['ready', [STARTING, READY], true],
  ['an earlier start that was ready', [STARTING, READY, DOWN], false],
  ['the set-up of an image, then the server itself', [STARTING, READY, DOWN, STARTING], false],
  ['the server itself, after the set-up', [STARTING, READY, DOWN, STARTING, READY], true],
])('%s', (_name, lines, ready) => expect(isReady(lines)).toBe(ready));
