import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { classifyAcquireFailure, classifyQueryFailure, DatabaseError } from './database-errors.js';

const fromServer = (code: string): Error =>
  Object.assign(new pg.DatabaseError('message', 7, 'error'), { code, severity: 'ERROR' });
const fromSystem = (code: string): Error => Object.assign(new Error(`write ${code}`), { code });

describe('getting a connection', () => {
  test.each([
    ['the pool stayed busy', new Error('timeout exceeded when trying to connect'), 'acquire_timeout'],
    ['nobody listens', fromSystem('ECONNREFUSED'), 'connection'],
    [
      'the server does not answer',
      new Error('Connection terminated due to connection timeout'),
      'connection',
    ],
    ['the server is starting', fromServer('57P03'), 'connection'],
    ['too many connections', fromServer('53300'), 'connection'],
  ])('%s', (_what, error, reason) => {
    expect(classifyAcquireFailure(error)).toMatchObject({ reason, transient: true });
  });
});

describe('running a query', () => {
  test.each<[string, Error, string, boolean, boolean]>([
    ['the server was shut down', fromServer('57P01'), 'connection', true, true],
    ['the connection broke', new Error('Connection terminated unexpectedly'), 'connection', true, true],
    [
      'the connection had broken before',
      new Error('Client has encountered a connection error and is not queryable'),
      'connection',
      true,
      true,
    ],
    ['the socket broke', fromSystem('ECONNRESET'), 'connection', true, true],
    ['a system code that looks like a SQLSTATE', fromSystem('EPIPE'), 'connection', true, true],
    ['the statement took too long', fromServer('57014'), 'query', true, false],
    ['the server fell silent', new Error('Query read timeout'), 'query', true, true],
    ['deadlock', fromServer('40P01'), 'query', true, false],
    ['the disk is full', fromServer('53100'), 'query', true, false],
    ['the table is not there yet', fromServer('42P01'), 'query', true, false],
    ['a syntax error', fromServer('42601'), 'query', false, false],
    ['a constraint', fromServer('23505'), 'query', false, false],
  ])('%s', (_what, error, reason, transient, connectionLost) => {
    expect(classifyQueryFailure(error)).toEqual({ reason, transient, connectionLost });
  });
});

test('a DatabaseError has the driver’s message', () => {
  const cause = fromSystem('ECONNREFUSED');
  const error = new DatabaseError(classifyAcquireFailure(cause), cause);
  expect(error).toMatchObject({ message: 'write ECONNREFUSED', cause });
});
