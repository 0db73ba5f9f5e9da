import { expect, test } from 'vitest';
import { DatabaseError, type Failure } from './database-errors.js';
import { toProblem } from './problem.js';

const database = (failure: Partial<Failure>): DatabaseError =>
  new DatabaseError(
    { reason: 'query', transient: true, connectionLost: false, ...failure },
    new Error('secret'),
  );

test.each<[string, unknown, object]>([
  [
    'no free connection',
    database({ reason: 'acquire_timeout' }),
    { status: 503, headers: { 'Retry-After': '1' } },
  ],
  ['no database', database({ reason: 'connection' }), { status: 503, headers: { 'Retry-After': '1' } }],
  ['an invalid query', database({ transient: false }), { status: 500 }],
  ['a defect', new TypeError('secret'), { status: 500 }],
  ['something thrown that is not an Error', 'secret', { status: 500 }],
  [
    'malformed JSON',
    { status: 400, type: 'entity.parse.failed' },
    { status: 400, detail: 'The body is not valid JSON.' },
  ],
  ['a body too large', { status: 413, type: 'entity.too.large' }, { status: 413 }],
  ['a path that cannot be decoded', Object.assign(new URIError('secret'), { status: 400 }), { status: 400 }],
  [
    'an error with a status of a success',
    Object.assign(new Error('secret'), { status: 200 }),
    { status: 500 },
  ],
])('%s', (_what, error, problem) => {
  expect(toProblem(error)).toMatchObject(problem);
  expect(toProblem(error).detail).not.toContain('secret');
});
