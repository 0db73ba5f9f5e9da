import { describe, expect, test } from 'vitest';
import type { AlertList, ListedAlert } from '../../alerts/list-alerts.js';
import { displayWidth } from '../../util/text/display-width.js';
import { alertsText } from './alerts-text.js';
import { pagesText } from './pages-text.js';

const NOW = Date.parse('2026-01-01T00:10:00Z');

const alert = (name: string, more: Partial<ListedAlert> = {}): ListedAlert => ({
  name,
  state: 'firing',
  suppressed: null,
  silencedBy: [],
  inhibitedBy: [],
  severity: 'page',
  service: 'api',
  labels: { alertname: name },
  since: '2026-01-01T00:09:18Z',
  forSeconds: 5,
  value: 0.123456,
  summary: 'GET /items is slow',
  description: null,
  runbook: `runbooks/${name}`,
  pagedAt: '2026-01-01T00:09:40Z',
  ...more,
});
const SILENCE = {
  id: '1f0c2a9e-0000-4000-8000-000000000000',
  matchers: [{ name: 'alertname', value: 'TargetDown', isRegex: false, isEqual: true }],
  startsAt: '2026-01-01T00:00:00Z',
  endsAt: '2026-01-01T00:14:30Z',
  createdBy: 'kim',
  comment: 'new disk',
};
const list = (more: Partial<AlertList> = {}): AlertList => ({
  alerts: [],
  silences: [],
  pages: [],
  rules: { total: 19, failing: [] },
  alertmanager: { available: true, url: 'http://127.0.0.1:9093', reason: null },
  ...more,
});

const SUPPRESSED = {
  silenced: { suppressed: 'silenced', silencedBy: [{ id: 'a', endsAt: SILENCE.endsAt, comment: '' }] },
  inhibited: { suppressed: 'inhibited', inhibitedBy: ['TargetDown'] },
} as const;

const EVERY_KIND = list({
  alerts: [
    alert('ApiLatencyHigh'),
    alert('SlowScrape', { severity: 'ticket', pagedAt: null }),
    alert('TargetDown', { ...SUPPRESSED.silenced, silencedBy: [...SUPPRESSED.silenced.silencedBy] }),
    alert('ApiErrorRateHigh', { ...SUPPRESSED.inhibited, inhibitedBy: ['TargetDown'] }),
    alert('TrafficSilent', { state: 'pending', pagedAt: null, summary: 'The API gets no requests' }),
  ],
  silences: [SILENCE],
});

test('shows each alert with its state, age, value, fate and runbook, then the silences', () => {
  expect(alertsText(EVERY_KIND, { columns: 100, now: NOW }).split('\n')).toEqual([
    '2 firing, 1 silenced, 1 inhibited and 1 pending',
    '',
    '● ApiLatencyHigh    firing      42 s  GET /items is slow',
    '  page, api, value 0.123, notified 20 s ago  obs-lab docs ApiLatencyHigh',
    '● SlowScrape        firing      42 s  GET /items is slow',
    '  ticket, api, value 0.123, no notification yet  obs-lab docs SlowScrape',
    '– TargetDown        silenced    42 s  GET /items is slow',
    '  page, api, value 0.123, silenced for 5 min  obs-lab docs TargetDown',
    '– ApiErrorRateHigh  inhibited   42 s  GET /items is slow',
    '  page, api, value 0.123, inhibited by TargetDown  obs-lab docs ApiErrorRateHigh',
    '○ TrafficSilent     pending     42 s  The API gets no requests',
    '  page, api, value 0.123, fires after 5 s  obs-lab docs TrafficSilent',
    '',
    'silence 1f0c2a9e  alertname="TargetDown", ends in 5 min  new disk, by kim',
    '→ Silence one: obs-lab alerts silence ApiLatencyHigh --for 10m',
    '→ End a silence: obs-lab alerts expire 1f0c2a9e',
  ]);
});

test.each([
  [79, 21],
  [40, 30],
  [79, 12],
  [119, 37],
])('keeps to %d columns and %d rows', (columns, rows) => {
  const lines = alertsText(EVERY_KIND, { columns, rows, now: NOW }).split('\n');
  expect(lines.length).toBeLessThanOrEqual(rows);
  for (const row of lines) expect(displayWidth(row)).toBeLessThanOrEqual(columns);
  expect(lines[0]).toContain('2 firing');
});

test('counts what does not fit', () => {
  const alerts = Array.from({ length: 20 }, (_, i) => alert(`Alert${i}`));
  const lines = alertsText(list({ alerts }), { columns: 79, rows: 12, now: NOW }).split('\n');
  const shown = lines.filter((row) => row.startsWith('●')).length;
  expect(lines).toContain(`  and ${20 - shown} more`);
  expect(lines.length).toBeLessThanOrEqual(12);
});

describe('says', () => {
  test('that nothing fires', () => {
    expect(alertsText(list(), { now: NOW })).toBe('✓ No alert is pending or firing. 19 rules evaluated.');
  });

  test('that nobody is paged', () => {
    const alertmanager = { available: false, url: null, reason: 'left out by --without' };
    expect(alertsText(list({ alertmanager }), { now: NOW })).toContain(
      '! Nobody is paged: this lab runs without Alertmanager, left out by --without',
    );
  });

  test('which rule fails', () => {
    const rules = { total: 19, failing: [{ name: 'SlowScrape', error: 'many-to-many matching' }] };
    expect(alertsText(list({ rules }), { now: NOW })).toContain(
      '! The rule SlowScrape can’t be evaluated: many-to-many matching',
    );
  });
});

describe('the notifications that arrived', () => {
  const page = (receivedAt: string, status: 'firing' | 'resolved', ...names: string[]) => ({
    receivedAt,
    status,
    receiver: 'pages',
    groupKey: '{}',
    groupLabels: { service: 'api' },
    alerts: names.map((name) => ({
      ...{ name, labels: { alertname: name }, annotations: { summary: `${name} is bad` } },
      ...{ status: 'firing', startsAt: receivedAt, endsAt: receivedAt, fingerprint: name },
    })),
  });
  const pages = [
    page('2026-01-01T00:08:00.000Z', 'firing', 'A', 'B'),
    page('2026-01-01T00:09:30.000Z', 'resolved', 'A'),
  ];

  test('are shown oldest first, with receiver and group', () => {
    expect(pagesText(list({ pages }), { now: NOW }).split('\n')).toEqual([
      '2 notifications, oldest first',
      '● 00:08:00   2 min ago  firing → pages, group service=api',
      '    A  A is bad',
      '    B  B is bad',
      '✓ 00:09:30    30 s ago  resolved → pages, group service=api',
      '    A  A is bad',
    ]);
  });

  test('are cut to the latest if room is short', () => {
    const lines = pagesText(list({ pages }), { rows: 5, now: NOW }).split('\n');
    expect(lines[0]).toBe('2 notifications, the latest 1, oldest first');
    expect(lines.join()).not.toContain('00:08:00');
  });

  test('are none', () => {
    expect(pagesText(list(), { now: NOW })).toBe('No notification has arrived yet.');
  });
});
