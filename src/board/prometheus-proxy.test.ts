import { describe, expect, it } from 'vitest';
import { passedParameters, type QueryEndpoint, queryEndpoint } from './prometheus-proxy.js';

describe('queryEndpoint', () => {
  it.each(['query', 'query_range', 'labels', 'series'])('passes %s on, by GET and POST', (path) =>
    expect(queryEndpoint(path)).toMatchObject({ path: `/api/v1/${path}`, methods: ['GET', 'POST'] }),
  );
  it('passes label values on, by GET', () =>
    expect(queryEndpoint('label/__name__/values')).toMatchObject({
      path: '/api/v1/label/__name__/values',
      methods: ['GET'],
    }));
  it.each([
    '',
    'query/',
    'Query',
    'query_exemplars',
    'targets',
    'rules',
    'alerts',
    'metadata',
    'status/config',
    'status/tsdb',
    'admin/tsdb/delete_series',
    'write',
    'read',
    'toString',
    '__proto__',
    'label//values',
    'label/a/b/values',
    'label/../../admin/values',
    'label/..%2f..%2fadmin/values',
    'label/a/values?x',
    '../../-/quit',
    'query/../status/config',
  ])('does not know %j', (path) => expect(queryEndpoint(path)).toBeUndefined());
});

describe('passedParameters', () => {
  it('keeps the endpoint’s parameters, from the address and the form', () => {
    const passed = passedParameters(
      queryEndpoint('query') as QueryEndpoint,
      new URLSearchParams('time=5&stats=all&match[]=x'),
      new URLSearchParams({ query: 'up{a="b&c"}' }),
    );
    expect([...passed]).toEqual([
      ['time', '5'],
      ['query', 'up{a="b&c"}'],
    ]);
  });
  it('keeps repeated ones', () =>
    expect(
      passedParameters(
        queryEndpoint('series') as QueryEndpoint,
        new URLSearchParams('match[]=a&match[]=b'),
      ).getAll('match[]'),
    ).toEqual(['a', 'b']));
});
