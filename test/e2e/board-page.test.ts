import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { formatUnit } from '../../src/dashboards/panel/units.js';
import { grafanaSources } from '../../src/stack/binaries/grafana.js';
import { cacheDir } from '../../src/stack/home.js';
import { KINDS_UID } from '../fixtures/board-kinds.js';
import { useBoard } from '../helpers/board-page.js';
import { findChromium } from '../helpers/chromium.js';
import { colored, groundOf, reds } from '../helpers/page.js';
import { until } from '../helpers/wait.js';
import { boardControls } from './board-page/controls.js';

const executable = findChromium();
const unable = !executable
  ? 'no chromium or google-chrome on PATH, and no CHROME_BIN'
  : (await hasGrafana())
    ? 'Grafana is on this machine, so the board would not be started'
    : undefined;
if (unable) console.warn(`Skipping the board in a browser: ${unable}.`);

const DASHBOARDS = ['obs-lab-service', 'obs-lab-business', 'obs-lab-saturation', 'obs-lab-load'];

describe.skipIf(unable)('the board in a real browser', () => {
  const board = useBoard(executable);

  it.each(DASHBOARDS)('%s: every panel shows data, with names and values', async (uid) => {
    await board.open(`/d/${uid}?from=now-1m&refresh=1s`);
    const panels = board.page.locator('.panel:not(.kind-row, .kind-text)');
    const count = await panels.count();
    expect(count).toBeGreaterThan(4);
    await until('every panel has data', async () => {
      const states = await panels.evaluateAll((all: { dataset: { state?: string }; textContent: string }[]) =>
        all.filter(({ dataset }) => dataset.state !== 'data').map(({ textContent }) => textContent),
      );
      if (states.length > 0) throw new Error(`without data: ${states.join(' | ')}`);
      return true;
    });
    // All at once: the next refresh can remove a series.
    for (const value of await board.page
      .locator('.stat-value, .bar .value, .legend .value')
      .allTextContents()) {
      expect(value).toMatch(/\d|No|Yes|–/);
    }
    for (const chart of await board.page.locator('.kind-timeseries').all()) {
      await until(
        `something is drawn in ${await chart.locator('h2').textContent()}`,
        async () => (await colored(chart)) > 20,
      );
    }
    for (const link of await board.page.locator('.panel a[target=_blank]').all()) {
      expect(await link.getAttribute('href')).toMatch(
        `http://127.0.0.1:${board.lab.ports.prometheus}/graph?g0.expr=`,
      );
    }
  });

  it('marks when an alert fired on every chart, and names it', async () => {
    await board.open('/d/obs-lab-service?from=now-1m&refresh=1s');
    const chart = board.panel('Latency');
    await chart.locator('.legend button').first().waitFor();
    const before = await reds(chart);
    const inject = ['fault', 'inject', 'error-burst', '--intensity', 'high', '--for', '5m'];
    expect((await board.lab.cli(inject)).exitCode).toBe(0);
    const list = board.page.getByRole('list', { name: 'Annotations' });
    const alert = list.locator('li', { hasText: 'ApiErrorRateHigh' });
    await alert.waitFor({ timeout: 90_000 });
    expect(await alert.textContent()).toMatch(/^ApiErrorRateHigh \d\d:\d\d:\d\d – now$/);
    await until('it is drawn on the chart', async () => (await reds(chart)) > before + 50);
    expect((await board.lab.cli(['fault', 'clear'])).exitCode).toBe(0);
    await until('it has ended', async () => /\d – \d\d:/.test((await alert.textContent()) ?? ''));
  });

  it('shows the values of one instant on all charts, and they are Prometheus’ own', async () => {
    await board.open('/d/obs-lab-service?from=now-1m&refresh=');
    const charts = board.page.locator('.kind-timeseries[data-state=data]');
    const chart = board.panel('Rate by method and route');
    await chart.locator('.legend button').first().waitFor();
    await until(
      'all charts have data',
      async () => (await charts.count()) === (await board.page.locator('.kind-timeseries').count()),
    );
    const box = (await chart.locator('.u-over').boundingBox())!;
    await board.page.mouse.move(box.x + box.width * 0.9, box.y + box.height / 2);
    const times = await charts.locator('.at').allTextContents();
    expect(new Set(times).size).toBe(1);
    expect(times[0]).toMatch(/^\d\d:\d\d:\d\d$/);

    const shown = await chart
      .locator('.legend tbody tr')
      .evaluateAll((rows: { querySelector: (s: string) => { textContent: string } }[]) =>
        rows.map((row) => [row.querySelector('.name').textContent, row.querySelector('.value').textContent]),
      );
    const expr = new URL((await chart.locator('a').getAttribute('href'))!).searchParams.get('g0.expr')!;
    const now = new Date();
    const time = Date.parse(`${now.toISOString().slice(0, 10)}T${times[0]}Z`) / 1000;
    const answer = await board.prometheus.query(expr, { time });
    const expected = answer.resultType === 'vector' ? answer.series : [];
    expect(expected.length).toBeGreaterThan(2);
    expect(shown.filter(([, value]) => value !== '–').sort()).toEqual(
      expected
        .map(({ labels, sample }) => [`${labels.method} ${labels.route}`, formatUnit(sample.value, 'reqps')])
        .sort(),
    );

    await board.page.mouse.move(2, 2);
    expect(new Set(await charts.locator('.at').allTextContents())).toEqual(new Set(['']));
  });

  it('moves the cursor by keys, and switches lines off and on', async () => {
    await board.open('/d/obs-lab-service?from=now-1m&refresh=');
    const chart = board.panel('Latency');
    const toggle = chart.locator('.legend button').first();
    await toggle.waitFor();
    await chart.locator('.plot').focus();
    await board.page.keyboard.press('ArrowLeft');
    const first = await chart.locator('.at').textContent();
    await board.page.keyboard.press('Shift+ArrowLeft');
    const second = await chart.locator('.at').textContent();
    expect(first).toMatch(/^\d\d:\d\d:\d\d$/);
    expect(second).not.toBe(first);
    expect(await board.panel('Errors').locator('.at').textContent()).toBe(second);
    await board.page.keyboard.press('Escape');
    expect(await chart.locator('.at').textContent()).toBe('');

    const name = await toggle.getAttribute('data-series');
    const before = await colored(chart);
    await toggle.focus();
    await board.page.keyboard.press('Shift+Enter');
    const pressed = () =>
      chart
        .locator('.legend [aria-pressed=true]')
        .evaluateAll((all: { dataset: { series: string } }[]) => all.map(({ dataset }) => dataset.series));
    expect(await pressed()).toEqual([name]);
    await until('the other lines are gone', async () => (await colored(chart)) < before);
    expect(await board.page.evaluate('document.activeElement.dataset.series')).toBe(name);
    await board.page.keyboard.press('Enter');
    expect(await pressed()).toEqual([]);
  });

  it('switches between light and dark, with the system and by hand, and remembers the choice', async () => {
    await board.open('/d/obs-lab-service?from=now-1m&refresh=', { colorScheme: 'light' });
    await board.page.locator('.legend button').first().waitFor();
    const ground = (): Promise<string> => groundOf(board.page);
    const line = (): Promise<string> =>
      board.page
        .locator('.legend .swatch')
        .first()
        .evaluate(({ style }: { style: { background: string } }) => style.background);
    const [lightGround, lightLine] = [await ground(), await line()];
    await board.page.emulateMedia({ colorScheme: 'dark' });
    await until(
      'the system’s dark is followed',
      async () => (await ground()) !== lightGround && (await line()) !== lightLine,
    );
    const darkGround = await ground();
    await board.page.locator('#theme').click();
    expect(await ground()).toBe(lightGround);
    expect(await line()).toBe(lightLine);
    await board.page.locator('#theme').click();
    expect(await ground()).toBe(darkGround);
    await board.page.emulateMedia({ colorScheme: 'light' });
    await board.page.reload();
    expect(await board.page.evaluate('document.documentElement.dataset.theme')).toBe('dark');
  });

  it('draws every kind of panel, and says so if it can’t', async () => {
    await board.open(`/d/${KINDS_UID}`);
    const at = (id: number): Locator => board.page.locator(`[data-panel="${id}"]`);
    await at(1).locator('text', { hasText: '42%' }).waitFor();

    const jobs = at(2).locator('tbody td:first-child');
    await jobs.first().waitFor();
    await at(2).getByRole('button', { name: 'job' }).click();
    expect(await jobs.allTextContents()).toEqual(['alertmanager', 'api', 'prometheus', 'shop', 'traffic']);
    await at(2).getByRole('button', { name: 'job' }).click();
    expect(await jobs.allTextContents()).toEqual(['traffic', 'shop', 'prometheus', 'api', 'alertmanager']);
    expect(await at(2).locator('td.number').first().textContent()).toBe('3');
    await at(2).getByRole('button', { name: 'About' }).focus();
    expect(await at(2).getByRole('tooltip').isVisible()).toBe(true);

    expect(await at(3).locator('h3').textContent()).toBe('Heading');
    expect(await at(3).locator('.text a').allTextContents()).toEqual(['link']);
    expect(await at(3).locator('img').count()).toBe(0);
    expect(await at(3).textContent()).toContain('onerror');
    expect(await at(4).locator('.text').textContent()).toBe('bold');
    expect(await board.page.title()).toContain('All kinds');

    expect(await at(5).getByRole('status').textContent()).toBe('No data in this range');
    expect(await at(6).getByRole('alert').textContent()).toMatch(/parse error/);
    expect(await at(7).textContent()).toMatch(/heatmap.*vector\(7\).*7/);
    await until('the threshold is a line', async () => (await colored(at(9))) > 300);
    await until('the areas are filled', async () => (await colored(at(8))) > 2000);
    expect(await at(8).locator('.name').allTextContents()).toContain('{a="<b>x</b>"}');
    // The browser itself logs the status 400 of the invalid query.
    board.forgive(/400 \(Bad Request\)/);
  });

  it.each([400, 800])('fits a window of %i pixels', async (width) => {
    await board.open('/d/obs-lab-service?from=now-1m&refresh=', { viewport: { width, height: 800 } });
    await board.page.locator('.legend button').first().waitFor();
    expect(await board.page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
  });

  boardControls(board);
});

async function hasGrafana(): Promise<boolean> {
  const context = { env: process.env, cache: cacheDir() };
  const sources = grafanaSources.filter(({ offline }) => offline);
  return (await Promise.all(sources.map((source) => source.find(context)))).some((found) => 'path' in found);
}
