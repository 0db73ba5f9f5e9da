import { describe, expect, it } from 'vitest';
import { LabError } from '../errors.js';
import { renderDoctor } from '../ui/stack/doctor-text.js';
import { renderDown } from '../ui/stack/down-text.js';
import { renderStatus } from '../ui/stack/status-text.js';
import { displayWidth } from '../util/text/display-width.js';
import { renderError } from './error-reporter.js';

/** Texts that are printed once break between words, at any width. */

const SCREENS: Readonly<Record<string, (columns: number) => string>> = {
  status: (columns) =>
    renderStatus(
      {
        running: true,
        home: '/home/somebody/with/a/long/path',
        runtime: 'local',
        services: [
          {
            name: 'postgres',
            title: 'PostgreSQL',
            state: 'running',
            url: 'postgres://127.0.0.1:5433',
            since: '2026-01-01T00:00:00Z',
            pid: 4711,
            user: 'obs_lab',
            password: '0123456789abcdef0123456789abcdef',
            database: 'obs_lab',
          },
          {
            name: 'grafana',
            title: 'Grafana',
            state: 'skipped',
            reason: 'not installed; cannot find dl.grafana.com; the board replaces it',
          },
        ],
        notices: ['Prometheus starts with eight hours of simulated history of a shop'],
      } as Parameters<typeof renderStatus>[0],
      Date.parse('2026-01-01T01:00:00Z'),
      columns,
    ),
  doctor: (columns) =>
    renderDoctor(
      {
        ok: true,
        findings: [
          {
            id: 'port.prometheus',
            status: 'fail',
            detail: '9090 is already in use by a process of another user',
            hint: 'Use free ports instead, now and from now on: obs-lab up --port auto',
          },
        ],
      },
      columns,
    ),
  down: (columns) =>
    renderDown(
      { stopped: ['api'], strays: [], notices: [], volumesRemoved: false, upAgain: 'obs-lab up' },
      columns,
    ),
  'a query error': (columns) =>
    renderError(
      new LabError(
        'Prometheus refuses this query: expected type range vector in call to function "rate", got instant vector',
        {
          code: 'X',
          exitCode: 2,
          hints: ['rate() needs samples over a window, and this selector gives only the newest one.'],
        },
      ),
      columns,
    ),
};

describe.each(Object.entries(SCREENS))('%s', (_name, render) => {
  const words = (text: string): string[] => text.split(/\s+/).filter(Boolean);

  it.each([40, 60, 80, 120])('breaks between words at %i columns', (columns) => {
    const text = render(columns);
    expect(words(text)).toEqual(words(render(Infinity)));
    for (const row of text.split('\n')) {
      // A mark and a word, such as a path, that is longer than the screen stay together.
      if (words(row).length > 2) expect(displayWidth(row)).toBeLessThanOrEqual(columns);
    }
  });
});
