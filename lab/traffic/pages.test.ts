import { expect, test } from 'vitest';
import { createPageStore, isOwnNetwork, MAX_PAGES, type Page, parsePage } from './pages.js';

const NOW = '2026-01-01T00:00:00.000Z';

const webhook = {
  version: '4',
  groupKey: '{}:{service="api"}',
  truncatedAlerts: 0,
  status: 'firing',
  receiver: 'pages',
  groupLabels: { service: 'api' },
  commonLabels: { service: 'api' },
  commonAnnotations: {},
  externalURL: 'http://127.0.0.1:9093',
  alerts: [
    {
      status: 'firing',
      labels: { alertname: 'TargetDown', service: 'api' },
      annotations: { summary: 'down' },
      startsAt: '2026-01-01T00:00:00Z',
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL: 'http://127.0.0.1:9090/graph',
      fingerprint: 'b1',
    },
  ],
};

test('keeps what a person on call would read', () => {
  expect(parsePage(JSON.stringify(webhook), NOW)).toEqual({
    receivedAt: NOW,
    status: 'firing',
    receiver: 'pages',
    groupKey: '{}:{service="api"}',
    groupLabels: { service: 'api' },
    alerts: [
      {
        name: 'TargetDown',
        labels: { alertname: 'TargetDown', service: 'api' },
        annotations: { summary: 'down' },
        status: 'firing',
        startsAt: '2026-01-01T00:00:00Z',
        endsAt: '0001-01-01T00:00:00Z',
        fingerprint: 'b1',
      },
    ],
  });
});

test.each([
  ['another version', { ...webhook, version: '3' }],
  ['another status', { ...webhook, status: 'pending' }],
  ['no alerts', { ...webhook, alerts: undefined }],
  ['no object', []],
])('refuses %s', (_, document) => {
  expect(parsePage(JSON.stringify(document), NOW)).toBeUndefined();
});

test('survives fields that are missing or of another type', () => {
  const page = parsePage(JSON.stringify({ ...webhook, receiver: 1, groupLabels: null, alerts: [null] }), NOW);
  expect(page).toMatchObject({ receiver: '', groupLabels: {}, alerts: [{ name: '', labels: {} }] });
});

test('keeps the latest, oldest first', () => {
  const store = createPageStore();
  for (let i = 0; i <= MAX_PAGES; i++) store.add({ groupKey: String(i) } as Page);
  expect(store.list()).toHaveLength(MAX_PAGES);
  expect(store.list()[0]).toMatchObject({ groupKey: '1' });
  expect(store.list().at(-1)).toMatchObject({ groupKey: String(MAX_PAGES) });
});

test.each([
  ['127.0.0.1', true],
  ['::1', true],
  ['::ffff:127.0.0.1', true],
  ['::ffff:172.18.0.4', true],
  ['10.1.2.3', true],
  ['192.168.0.9', true],
  ['fd00::5', true],
  ['fe80::1', true],
  ['172.32.0.1', false],
  ['8.8.8.8', false],
  ['2001:db8::1', false],
  [undefined, false],
])('%s is of the own network: %s', (address, own) => {
  expect(isOwnNetwork(address)).toBe(own);
});
