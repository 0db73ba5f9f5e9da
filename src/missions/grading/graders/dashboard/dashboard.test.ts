import { expect, test } from 'vitest';
import { uidOf } from './dashboard.js';

const GRAFANA = 'http://127.0.0.1:4040';

test.each<[string, string | undefined, string | undefined]>([
  ['my-dashboard', GRAFANA, 'my-dashboard'],
  [`${GRAFANA}/d/ab12-cd/red?orgId=1`, GRAFANA, 'ab12-cd'],
  ['http://localhost:4040/d/ab12', GRAFANA, 'ab12'],
  ['./red.json', GRAFANA, undefined],
  ['red.json', GRAFANA, undefined],
  ['{"title":\n"x"}', GRAFANA, undefined],
  ['', GRAFANA, undefined],
  ['my-dashboard', undefined, undefined],
])('%j with Grafana at %s names %s', (answer, grafana, uid) => {
  expect(uidOf(answer, grafana)).toBe(uid);
});
