import { describe, expect, it } from 'vitest';
import { durationText, renderStatus } from './status-text.js';

describe('durationText', () => {
  it.each([
    [0, '0 s'],
    [-1, '0 s'],
    [59.9, '59 s'],
    [60, '1 min'],
    [3599, '59 min'],
    [3600, '1 h 0 min'],
    [90_061, '25 h 1 min'],
  ])('%d s', (seconds, text) => expect(durationText(seconds)).toBe(text));
});

describe('renderStatus', () => {
  it('shows what is running, what is stopped, why a service was skipped, and how to log in', () => {
    const text = renderStatus(
      {
        runtime: 'local',
        home: '/home/me/lab',
        notices: ['a notice'],
        services: [
          {
            name: 'postgres',
            title: 'PostgreSQL',
            state: 'running',
            url: 'postgres://127.0.0.1:5433',
            pid: 7,
            since: '2026-01-01T00:00:00.000Z',
            user: 'obs_lab',
            password: 'secret',
            database: 'obs_lab',
          },
          { name: 'api', title: 'API', state: 'stopped' },
          { name: 'grafana', title: 'Grafana', state: 'skipped', reason: 'not installed' },
        ],
      },
      Date.parse('2026-01-01T00:05:00.000Z'),
    );
    expect(text).toContain('✓ PostgreSQL   running  postgres://127.0.0.1:5433  pid 7, up 5 min');
    expect(text).toContain('✗ API          stopped');
    expect(text).toContain('– Grafana      skipped  not installed');
    expect(text).toContain('user obs_lab, password secret, database obs_lab');
    expect(text).toContain('! a notice');
  });
});
