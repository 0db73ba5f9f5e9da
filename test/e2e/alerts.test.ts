import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AlertList } from '../../src/alerts/list-alerts.js';
import type { ExpiredSilences, SilencedAlerts } from '../../src/alerts/silence-alerts.js';
import { createLab, type TestLab } from '../helpers/lab.js';
import { until } from '../helpers/wait.js';

// Alerts as the person on call sees them: from the fault to the page, the silence and its end.

let lab: TestLab;

beforeAll(async () => {
  lab = await createLab();
});
afterAll(() => lab.close());

interface ErrorDocument {
  error: { code: string; hints: string[] };
}

const list = async (): Promise<AlertList> => {
  const { exitCode, json, stderr } = await lab.json<AlertList>(['alerts']);
  expect(exitCode, stderr).toBe(0);
  return json;
};
const find = async (name: string) => (await list()).alerts.find((alert) => alert.name === name);

it('needs a running lab', async () => {
  for (const args of [['alerts'], ['alerts', 'silence', 'TargetDown'], ['alerts', 'expire', '--all']]) {
    const { exitCode, json } = await lab.json<ErrorDocument>(args);
    expect([exitCode, json.error.code]).toEqual([3, 'NOT_RUNNING']);
  }
  expect((await lab.cli(['alerts', 'expire'])).exitCode).toBe(2);
  expect((await lab.cli(['alerts', 'expire', 'abc', '--all'])).exitCode).toBe(2);
});

it('lists what fires and who was notified, silences it, and ends the silence', async () => {
  const up = await lab.up('--without', 'grafana', '--without', 'history');
  expect(up.exitCode, up.stderr).toBe(0);
  const quiet = await list();
  expect(quiet.rules.total).toBeGreaterThan(15);
  expect(quiet.rules.failing).toEqual([]);
  expect(quiet.alertmanager.available, String(quiet.alertmanager.reason)).toBe(true);

  const injected = await lab.cli(['fault', 'inject', 'error-burst', '--intensity', 'high', '--for', '10m']);
  expect(injected.exitCode, injected.stderr).toBe(0);
  const paged = await until('somebody is paged', async () => {
    const alert = await find('ApiErrorRateHigh');
    return alert?.pagedAt ? alert : undefined;
  });
  expect(paged).toMatchObject({
    state: 'firing',
    severity: 'page',
    service: 'api',
    suppressed: null,
    runbook: 'runbooks/ApiErrorRateHigh',
    labels: { route: '/items', method: 'POST' },
  });
  expect(paged.value).toBeGreaterThan(0.05);
  const text = await lab.cli(['alerts']);
  expect(text.stdout).toMatch(/● ApiErrorRateHigh +firing +\d+ s {2}POST \/items fails/);
  expect(text.stdout).toContain('obs-lab docs ApiErrorRateHigh');
  expect((await lab.cli(['docs', paged.runbook!])).stdout).toContain('# ApiErrorRateHigh');
  const pages = (await lab.cli(['alerts', '--pages'])).stdout;
  expect(pages).toMatch(/● \d\d:\d\d:\d\d +\d+ s ago {2}firing → pages, group service=api/);

  const silenced = await lab.json<SilencedAlerts>(['alerts', 'silence', 'apierrorratehigh', '--for', '5m']);
  expect(silenced.exitCode).toBe(0);
  expect(silenced.json.firing).toEqual(['ApiErrorRateHigh']);
  const { id } = silenced.json;
  await until('it is silenced', async () => (await find('ApiErrorRateHigh'))?.suppressed === 'silenced');
  expect((await list()).silences).toMatchObject([{ id, comment: 'silenced with obs-lab' }]);

  const errors: [string[], number, string][] = [
    [['silence', 'ApiErorRateHigh'], 2, 'ALERT_UNKNOWN'],
    [['silence', 'severity=~('], 2, 'MATCHER_INVALID'],
    [['silence', 'severity=~.*'], 2, 'SILENCE_REFUSED'],
    [['silence', 'TargetDown', '--for', 'soon'], 2, 'DURATION_INVALID'],
    [['expire', 'ffffffff-none'], 2, 'SILENCE_UNKNOWN'],
  ];
  for (const [args, exitCode, code] of errors) {
    const result = await lab.json<ErrorDocument>(['alerts', ...args]);
    expect([result.exitCode, result.json.error.code]).toEqual([exitCode, code]);
  }
  const ended = await lab.json<ExpiredSilences>(['alerts', 'expire', id.slice(0, 8)]);
  expect(ended.json).toEqual({ expired: [id] });
  await until('it rings again', async () => (await find('ApiErrorRateHigh'))?.suppressed === null);
  expect((await lab.json<ExpiredSilences>(['alerts', 'expire', '--all'])).json.expired).toEqual([]);
});

it('lists alerts without Alertmanager, and says that nobody is paged', async () => {
  expect((await lab.cli(['down'])).exitCode).toBe(0);
  const up = await lab.up('--without', 'grafana', '--without', 'alertmanager');
  expect(up.exitCode, up.stderr).toBe(0);
  expect((await list()).alertmanager).toMatchObject({ available: false, url: null });
  expect((await lab.cli(['alerts'])).stdout).toContain('Nobody is paged: this lab runs without Alertmanager');
  const { exitCode, json } = await lab.json<ErrorDocument>(['alerts', 'silence', 'TargetDown']);
  expect([exitCode, json.error.code]).toEqual([4, 'ALERTMANAGER_MISSING']);
});
