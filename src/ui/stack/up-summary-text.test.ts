import { expect, test } from 'vitest';
import { renderUpSummary } from './up-summary-text.js';

test('lists what can be opened, and what is not running', () => {
  const text = renderUpSummary(
    {
      runtime: 'local',
      home: '/home',
      services: [
        { name: 'prometheus', title: 'Prometheus', state: 'running', url: 'http://127.0.0.1:9090' },
        { name: 'api', title: 'API', state: 'stopped' },
        { name: 'grafana', title: 'Grafana', state: 'skipped', reason: 'not installed' },
        { name: 'worlds', title: 'Grader', state: 'running' },
      ],
      notices: [],
    },
    { ok: true, runtime: 'local', checks: [] },
    true,
  );
  expect(text).toContain('Prometheus   http://127.0.0.1:9090/graph');
  expect(text).toContain('API          stopped');
  expect(text).toContain('Grafana      not installed');
  expect(text).not.toContain('Grader');
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});
