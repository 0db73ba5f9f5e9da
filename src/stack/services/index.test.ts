import { describe, expect, it } from 'vitest';
import { SERVICES, servicesOf, standInFor } from './index.js';

describe('servicesOf', () => {
  it('leaves stand-ins out until they are needed', () =>
    expect(servicesOf({}).map(({ name }) => name)).toEqual([
      'prometheus',
      'postgres',
      'api',
      'traffic',
      'grafana',
    ]));
  it('takes them in then, on the port of what they stand in for', () => {
    expect(servicesOf({ standIns: ['board'] }).at(-1)).toBe(SERVICES.board);
    expect(standInFor('grafana')).toBe(SERVICES.board);
    expect(SERVICES.board.port).toBe(SERVICES.grafana.port);
  });
  it('has none for what nothing stands in for', () => expect(standInFor('api')).toBeUndefined());
});
