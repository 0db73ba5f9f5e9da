import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { formatUnit } from '../../src/dashboards/units.js';
import { createPrometheusClient } from '../../src/prometheus/client.js';
import type { PrometheusClient } from '../../src/prometheus/types.js';
import { grafanaSources } from '../../src/stack/binaries/grafana.js';
import { cacheDir } from '../../src/stack/home.js';
import { BOARD_KINDS, KINDS_UID } from '../fixtures/board-kinds.js';
import { findChromium, startChromium } from '../helpers/chromium.js';
import { createLab, type TestLab } from '../helpers/lab.js';
import { until } from '../helpers/wait.js';

const executable = findChromium();
const unable = !executable
  ? 'no chromium or google-chrome on PATH, and no CHROME_BIN'
  : (await hasGrafana())
    ? 'Grafana is on this machine, so the board would not be started'
    : undefined;
if (unable) console.warn(`Skipping the board in a browser: ${unable}.`);

const DASHBOARDS = ['obs-lab-service', 'obs-lab-business', 'obs-lab-saturation', 'obs-lab-load'];

describe.skipIf(unable)('the board in a real browser', () => {
  let lab: TestLab;
  let browser: Browser;
  let origin: string;
  let page: Page;
  let prometheus: PrometheusClient;
  let complaints: string[];

  beforeAll(async () => {
    // Nor is Grafana fetched, wherever this runs.
    lab = await createLab({ OBS_LAB_GRAFANA_MIRROR: 'http://127.0.0.1:9' });
    const up = await lab.up();
    expect(up.exitCode, up.stderr).toBe(0);
    expect(up.stderr).toContain('the board stands in');
    origin = `http://127.0.0.1:${lab.ports.grafana}`;
    const directory = join(lab.home.configDir, 'board', 'dashboards');
    await writeFile(join(directory, 'kinds.json'), JSON.stringify(BOARD_KINDS));
    browser = await startChromium(executable as string);
    prometheus = createPrometheusClient(`http://127.0.0.1:${lab.ports.prometheus}`);
    await until('there is a course to draw', async () => {
      const answer = await prometheus.query('min(count_over_time(up[1m])) >= 15');
      return answer.resultType === 'vector' && answer.series.length > 0;
    });
  });
  afterAll(async () => {
    await browser?.close();
    await lab?.close();
  });
  afterEach(async () => {
    await page?.context().close();
    expect(complaints).toEqual([]);
  });

  /** A page of a browser of its own, which notes every complaint in its console and every request that leaves the board. */
  async function open(path: string, options: BrowserContextOptions = {}): Promise<void> {
    const viewport = { width: 1400, height: 1000 };
    const context = await browser.newContext({ viewport, timezoneId: 'UTC', locale: 'en-GB', ...options });
    page = await context.newPage();
    complaints = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (new URL(request.url()).origin !== origin) complaints.push(`asked ${request.url()}`);
    });
    await page.goto(origin + path);
    await page.locator('.panel').first().waitFor();
  }

  const panel = (title: string): Locator =>
    page.locator('.panel', { has: page.locator('h2', { hasText: new RegExp(`^${title}$`) }) });
  const parameter = (name: string): string | null => new URL(page.url()).searchParams.get(name);
  /** Waits until the address says so. */
  const addressSays = (name: string, value: RegExp): Promise<string> =>
    until(`${name} is ${value}`, () => {
      const found = parameter(name);
      return found !== null && value.test(found) ? found : undefined;
    });
  /** How many pixels of a chart are neither empty nor grey. */
  const colored = (chart: Locator): Promise<number> =>
    chart
      .locator('canvas')
      .evaluate(
        (canvas: {
          getContext: (id: string) => { getImageData: (...box: number[]) => { data: number[] } };
          width: number;
          height: number;
        }) => {
          const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          let count = 0;
          for (let i = 0; i < data.length; i += 4) {
            const [r = 0, g = 0, b = 0, a = 0] = [data[i], data[i + 1], data[i + 2], data[i + 3]];
            if (a > 40 && Math.max(r, g, b) - Math.min(r, g, b) > 40) count++;
          }
          return count;
        },
      );

  it.each(DASHBOARDS)('%s: every panel shows data, with names and values', async (uid) => {
    await open(`/d/${uid}?from=now-1m&refresh=1s`);
    const panels = page.locator('.panel:not(.kind-row, .kind-text)');
    const count = await panels.count();
    expect(count).toBeGreaterThan(4);
    await until('every panel has data', async () => {
      const states = await panels.evaluateAll((all: { dataset: { state?: string }; textContent: string }[]) =>
        all.filter(({ dataset }) => dataset.state !== 'data').map(({ textContent }) => textContent),
      );
      if (states.length > 0) throw new Error(`without data: ${states.join(' | ')}`);
      return true;
    });
    for (const value of await page.locator('.stat-value, .bar .value, .legend .value').all())
      expect(await value.textContent()).toMatch(/\d|No|Yes|–/);
    for (const chart of await page.locator('.kind-timeseries').all())
      await until(
        `something is drawn in ${await chart.locator('h2').textContent()}`,
        async () => (await colored(chart)) > 20,
      );
    for (const link of await page.locator('.panel a[target=_blank]').all())
      expect(await link.getAttribute('href')).toMatch(
        `http://127.0.0.1:${lab.ports.prometheus}/graph?g0.expr=`,
      );
  });

  it('opens the service dashboard first, and goes to another with the same range', async () => {
    await open('/?from=now-5m&to=now');
    expect(await page.locator('h1').textContent()).toBe('Service (RED)');
    await page.getByRole('link', { name: 'Saturation' }).click();
    await page.locator('h1', { hasText: 'Saturation' }).waitFor();
    expect(page.url()).toContain('/d/obs-lab-saturation?from=now-5m&to=now');
    await page.goBack();
    await page.locator('h1', { hasText: 'Service (RED)' }).waitFor();
  });

  it('shows the values of one instant on all charts, and they are Prometheus’ own', async () => {
    await open('/d/obs-lab-service?from=now-1m&refresh=');
    const charts = page.locator('.kind-timeseries[data-state=data]');
    const chart = panel('Rate by method and route');
    await chart.locator('.legend button').first().waitFor();
    await until(
      'all charts have data',
      async () => (await charts.count()) === (await page.locator('.kind-timeseries').count()),
    );
    const box = (await chart.locator('.u-over').boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.9, box.y + box.height / 2);
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
    const answer = await prometheus.query(expr, { time });
    const expected = answer.resultType === 'vector' ? answer.series : [];
    expect(expected.length).toBeGreaterThan(2);
    expect(shown.filter(([, value]) => value !== '–').sort()).toEqual(
      expected
        .map(({ labels, sample }) => [`${labels.method} ${labels.route}`, formatUnit(sample.value, 'reqps')])
        .sort(),
    );

    await page.mouse.move(2, 2);
    expect(new Set(await charts.locator('.at').allTextContents())).toEqual(new Set(['']));
  });

  it('moves the cursor by keys, and switches lines off and on', async () => {
    await open('/d/obs-lab-service?from=now-1m&refresh=');
    const chart = panel('Latency');
    const toggle = chart.locator('.legend button').first();
    await toggle.waitFor();
    await chart.locator('.plot').focus();
    await page.keyboard.press('ArrowLeft');
    const first = await chart.locator('.at').textContent();
    await page.keyboard.press('Shift+ArrowLeft');
    const second = await chart.locator('.at').textContent();
    expect(first).toMatch(/^\d\d:\d\d:\d\d$/);
    expect(second).not.toBe(first);
    expect(await panel('Errors').locator('.at').textContent()).toBe(second);
    await page.keyboard.press('Escape');
    expect(await chart.locator('.at').textContent()).toBe('');

    const name = await toggle.getAttribute('data-series');
    const before = await colored(chart);
    await toggle.focus();
    await page.keyboard.press('Shift+Enter');
    const pressed = () =>
      chart
        .locator('.legend [aria-pressed=true]')
        .evaluateAll((all: { dataset: { series: string } }[]) => all.map(({ dataset }) => dataset.series));
    expect(await pressed()).toEqual([name]);
    await until('the other lines are gone', async () => (await colored(chart)) < before);
    expect(await page.evaluate('document.activeElement.dataset.series')).toBe(name);
    await page.keyboard.press('Enter');
    expect(await pressed()).toEqual([]);
  });

  it('narrows to the chosen values of a variable', async () => {
    await open('/d/obs-lab-service?from=now-1m&refresh=');
    const names = page.locator('.legend .name');
    const rates = panel('Rate by method and route').locator('.legend .name');
    await names.first().waitFor();
    const picker = page.locator('[data-variable=route]');
    await picker.locator('summary').click();
    await picker.getByLabel('/items', { exact: true }).check();
    await until('only /items is left', async () => {
      const texts = await rates.allTextContents();
      return texts.length > 0 && texts.every((text) => text.endsWith(' /items'));
    });
    await picker.getByLabel('/items/:id', { exact: true }).check();
    await until('both are there', async () =>
      (await rates.allTextContents()).some((text) => text.endsWith(' /items/:id')),
    );
    expect(new URL(page.url()).searchParams.getAll('var-route')).toEqual(['/items', '/items/:id']);
    await page.keyboard.press('Escape');
    expect(await picker.getAttribute('open')).toBeNull();
    await page.reload();
    await page.locator('[data-variable=route] summary', { hasText: '/items + /items/:id' }).waitFor();
  });

  it('changes the time range: by choice, by typing, by dragging', async () => {
    await open('/d/obs-lab-service?refresh=');
    const chart = panel('Latency');
    await chart.locator('.legend button').first().waitFor();
    const picker = page.locator('#time-picker');
    await picker.locator('summary').click();
    await page.getByRole('button', { name: 'Last minute' }).click();
    await addressSays('from', /^now-1m$/);
    await until('the link follows', async () =>
      (await chart.locator('a').getAttribute('href'))?.includes('g0.range_input=1m'),
    );

    await picker.locator('summary').click();
    await picker.getByLabel('From').fill('yesterday');
    await page.keyboard.press('Enter');
    await picker.locator('.problem', { hasText: 'now-20m' }).waitFor();
    await picker.getByLabel('From').fill('now-90s');
    await page.keyboard.press('Enter');
    await addressSays('from', /^now-90s$/);
    await until('the chart shows them', async () => {
      const link = await chart.locator('a').getAttribute('href');
      return link?.includes('g0.range_input=1m30s') && (await chart.getAttribute('aria-busy')) === null;
    });

    const box = (await chart.locator('.u-over').boundingBox())!;
    const y = box.y + box.height / 2;
    await page.mouse.move(box.x + box.width * 0.25, y);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.75, y, { steps: 4 });
    await page.mouse.up();
    const from = Number(await addressSays('from', /^\d{13}$/));
    const to = Number(parameter('to'));
    expect(Math.abs(to - from - 45_000)).toBeLessThan(3000);
    await until('the link has the end', async () =>
      (await chart.locator('a').getAttribute('href'))?.includes('g0.end_input='),
    );
  });

  it('asks again as often as it is told, and when it is told', async () => {
    await open('/d/obs-lab-service?from=now-1m&refresh=');
    await page.locator('.legend button').first().waitFor();
    const asked = (): Promise<unknown> =>
      page.waitForResponse((response) => response.url().endsWith('/query_range'));
    await Promise.all([asked(), page.getByRole('button', { name: 'Refresh now' }).click()]);
    await page.locator('#refresh').selectOption('1s');
    await addressSays('refresh', /^1s$/);
    for (let round = 0; round < 3; round++) await asked();
  });

  it('goes from light to dark, by the system and by hand, and remembers', async () => {
    await open('/d/obs-lab-service?from=now-1m&refresh=', { colorScheme: 'light' });
    await page.locator('.legend button').first().waitFor();
    const ground = (): Promise<string> => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const line = (): Promise<string> =>
      page
        .locator('.legend .swatch')
        .first()
        .evaluate(({ style }: { style: { background: string } }) => style.background);
    const [lightGround, lightLine] = [await ground(), await line()];
    await page.emulateMedia({ colorScheme: 'dark' });
    await until(
      'the system’s dark is followed',
      async () => (await ground()) !== lightGround && (await line()) !== lightLine,
    );
    const darkGround = await ground();
    await page.locator('#theme').click();
    expect(await ground()).toBe(lightGround);
    expect(await line()).toBe(lightLine);
    await page.locator('#theme').click();
    expect(await ground()).toBe(darkGround);
    await page.emulateMedia({ colorScheme: 'light' });
    await page.reload();
    expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('dark');
  });

  it('draws every kind of panel, and says so where it cannot', async () => {
    await open(`/d/${KINDS_UID}`);
    const at = (id: number): Locator => page.locator(`[data-panel="${id}"]`);
    await at(1).locator('text', { hasText: '42%' }).waitFor();

    const jobs = at(2).locator('tbody td:first-child');
    await jobs.first().waitFor();
    await at(2).getByRole('button', { name: 'job' }).click();
    expect(await jobs.allTextContents()).toEqual(['api', 'prometheus', 'traffic']);
    await at(2).getByRole('button', { name: 'job' }).click();
    expect(await jobs.allTextContents()).toEqual(['traffic', 'prometheus', 'api']);
    expect(await at(2).locator('td.number').first().textContent()).toBe('3');
    await at(2).getByRole('button', { name: 'About' }).focus();
    expect(await at(2).getByRole('tooltip').isVisible()).toBe(true);

    expect(await at(3).locator('h3').textContent()).toBe('Heading');
    expect(await at(3).locator('.text a').allTextContents()).toEqual(['link']);
    expect(await at(3).locator('img').count()).toBe(0);
    expect(await at(3).textContent()).toContain('onerror');
    expect(await at(4).locator('.text').textContent()).toBe('bold');
    expect(await page.title()).toContain('All kinds');

    expect(await at(5).getByRole('status').textContent()).toBe('No data in this range');
    expect(await at(6).getByRole('alert').textContent()).toMatch(/parse error/);
    expect(await at(7).textContent()).toMatch(/heatmap.*vector\(7\).*7/);
    await until('the threshold is a line', async () => (await colored(at(9))) > 300);
    await until('the areas are filled', async () => (await colored(at(8))) > 2000);
    expect(await at(8).locator('.name').allTextContents()).toContain('{a="<b>x</b>"}');
    // The browser itself notes the answer 400 to the query that is none.
    complaints = complaints.filter((text) => !text.includes('400 (Bad Request)'));
  });

  it('says what is missing where there is no such dashboard', async () => {
    const context = await browser.newContext();
    page = await context.newPage();
    complaints = [];
    await page.goto(`${origin}/d/nowhere`);
    expect(await page.getByRole('alert').textContent()).toContain('cannot be shown');
  });

  it.each([400, 800])('fits a window of %i pixels', async (width) => {
    await open('/d/obs-lab-service?from=now-1m&refresh=', { viewport: { width, height: 800 } });
    await page.locator('.legend button').first().waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
  });
});

async function hasGrafana(): Promise<boolean> {
  const context = { env: process.env, cache: cacheDir() };
  const sources = grafanaSources.filter(({ offline }) => offline);
  return (await Promise.all(sources.map((source) => source.find(context)))).some((found) => 'path' in found);
}
