import { describe, expect, it } from 'vitest';
import { formatViewState, parseViewState, type ViewState } from './view-state.js';

describe('the state of the view in the address', () => {
  it.each<[string, ViewState]>([
    ['', { variables: {} }],
    ['?from=now-5m&to=now', { from: 'now-5m', to: 'now', variables: {} }],
    ['?refresh=', { refresh: '', variables: {} }],
    [
      '?var-route=%2Fitems&var-route=%2Fready&var-a=',
      { variables: { route: ['/items', '/ready'], a: [''] } },
    ],
  ])('%j', (search, state) => {
    expect(parseViewState(search)).toEqual(state);
    expect(formatViewState(state)).toBe(search);
  });
  it('ignores unknown parameters', () =>
    expect(parseViewState('?orgId=1&kiosk&var-=x')).toEqual({ variables: { '': ['x'] } }));
});
