import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SavedRun } from '../../src/load/run/load-run.js';
import { saveLimitRun } from '../../src/load/saved/runs.js';
import { saveRun } from '../../src/load/saved/runs.js';
import { reconciled, savedLimit, savedRun, threeTiers } from '../fixtures/saved-runs.js';
import { findChromium, startChromium } from '../helpers/chromium.js';
import { runCli } from '../helpers/cli.js';
import { colored, groundOf, openPage, reds, type WatchedPage } from '../helpers/page.js';
import { until } from '../helpers/wait.js';

const executable = findChromium();
if (!executable) {
  console.warn('Skipping the report in a browser: no chromium or google-chrome on PATH, and no CHROME_BIN.');
}

/** It would run if any text of a run were treated as markup. */
const EVIL = '</script><script>document.title = "run"</script><img src="http://127.0.0.1:9/x">';

describe.skipIf(!executable)('the report in a real browser', () => {
  let directory: string;
  let browser: Browser;
  let open: WatchedPage;
  const runs = threeTiers();
  const mismatch = savedRun(
    { tier: 'medium', users: 200, start: Date.UTC(2026, 1, 1) / 1000 },
    { reconciliation: reconciled({ '200': 900, '503': 4 }, 7), notices: [EVIL] },
  );

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'obs-lab-test-report-page-'));
    const runsDir = join(directory, 'home', 'runs');
    for (const run of [...runs, mismatch]) await saveRun(runsDir, run);
    await saveLimitRun(runsDir, savedLimit());
    browser = await startChromium(executable as string);
  });
  afterAll(async () => {
    await browser?.close();
    await rm(directory, { recursive: true, force: true });
  });
  afterEach(async () => {
    await open?.page.context().close();
    expect(open.complaints).toEqual([]);
  });

  /** Makes the report of these runs, and opens it. */
  async function show(
    shown: readonly SavedRun[],
    options: BrowserContextOptions = {},
  ): Promise<WatchedPage['page']> {
    const file = join(directory, 'report.html');
    const args = ['report', ...shown.map(({ run }) => run), '--output', file];
    const made = await runCli(args, { env: { OBS_LAB_HOME: join(directory, 'home') } });
    expect(made.exitCode, made.stderr).toBe(0);
    const { href } = pathToFileURL(file);
    open = await openPage(browser, (url) => url.href.split('#')[0] === href || url.protocol === 'data:', {
      viewport: { width: 1280, height: 900 },
      ...options,
    });
    await open.load(href);
    return open.page;
  }

  const chart = (id: string): Locator => open.page.locator(`[data-chart="${id}"]`);
  const pixels = (id: string): Promise<string> =>
    chart(id)
      .locator('canvas')
      .evaluate((canvas: { toDataURL: () => string }) => canvas.toDataURL());

  it('draws every chart, and sends no requests', async () => {
    const page = await show(runs);
    expect(await page.locator('h1').textContent()).toBe(
      'Stable with 40 users, contention with 200, overload with 1,000',
    );
    const charts = await page.locator('.chart').all();
    expect(charts).toHaveLength(23);
    for (const each of charts) {
      await until(
        `${await each.getAttribute('data-chart')} is drawn`,
        async () => (await colored(each)) > 20,
      );
    }
    for (const legend of await page.locator('.chart .legend').all()) {
      expect(await legend.locator('.name').count()).toBeGreaterThan(0);
    }
  });

  it.each(['light', 'dark'] as const)(
    'shows the result of a search for the safe limit, on a %s background',
    async (colorScheme) => {
      const page = await show(runs, { colorScheme });
      const claim = page.locator('.conclusions .tone-good', { hasText: 'The safe limit is 310 users' });
      expect(await claim.isVisible()).toBe(true);
      const limit = page.locator('section#limit');
      expect(await limit.locator('.chart').count()).toBe(3);
      const failed = limit.locator('td', { hasText: '0 of 3' });
      const [r = 0, g = 0, b = 0] = (await colorOf(failed)).match(/\d+/g)!.map(Number);
      expect(r - Math.max(g, b)).toBeGreaterThan(80);
      // The line is purple; red is the threshold, dashed across the whole width.
      await until('the threshold is drawn', async () => (await reds(chart('limit-p95'))) > 100);
      expect(await reds(chart('limit-good'))).toBe(0);
      await chart('limit-p95').locator('.plot').focus();
      await page.keyboard.press('ArrowLeft');
      expect(await chart('limit-errors').locator('.at').textContent()).toBe('310 users');
      expect(await chart('limit-p95').locator('.legend .value').textContent()).toBe('240 ms');
    },
  );

  it('is not allowed to send requests', async () => {
    let asked = 0;
    const server: Server = createServer((_, response) => {
      asked++;
      response.setHeader('Access-Control-Allow-Origin', '*').end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const page = await show(runs);
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
      const refused = await page.evaluate(
        `Promise.all([
          fetch('${url}').then(() => 'answered', () => 'refused'),
          new Promise((done) => { const i = new Image(); i.onload = () => done('loaded'); i.onerror = () => done('refused'); i.src = '${url}'; }),
          new Promise((done) => { const s = document.createElement('script'); s.onload = () => done('loaded'); s.onerror = () => done('refused'); s.src = '${url}'; document.body.append(s); }),
        ])`,
      );
      expect(refused).toEqual(['refused', 'refused', 'refused']);
      expect(asked).toBe(0);
      // The browser reports it in its console, as intended here.
      expect(open.complaints.splice(0).join('\n')).toContain('Content Security Policy');
    } finally {
      server.close();
    }
  });

  it.each(['light', 'dark'] as const)(
    'shows a mismatch in red on a %s background, and text as text',
    async (colorScheme) => {
      const page = await show([runs[0]!, mismatch, runs[2]!], { colorScheme });
      const red = page.locator('#reconciliation-table td', { hasText: '✗ no' });
      expect(await red.count()).toBe(1);
      const [r = 0, g = 0, b = 0] = (await colorOf(red)).match(/\d+/g)!.map(Number);
      expect(r - Math.max(g, b)).toBeGreaterThan(80);
      expect(await colorOf(page.locator('#reconciliation-table td', { hasText: '✓ yes' }).first())).not.toBe(
        await colorOf(red),
      );
      expect(await page.locator('.conclusions .tone-bad').first().isVisible()).toBe(true);
      await page
        .locator('.conclusions', { hasText: 'Client and server counts disagree in medium' })
        .waitFor();
      expect(await page.title()).toContain('obs-lab report');
      expect(await page.locator('.notices').textContent()).toContain('</script>');
      expect(await page.locator('img').count()).toBe(1);
    },
  );

  it('switches between light and dark, with the system and by hand, charts too', async () => {
    const page = await show(runs, { colorScheme: 'light' });
    const [light, drawn] = [await groundOf(page), await pixels('latency-2')];
    await page.emulateMedia({ colorScheme: 'dark' });
    await until('the system’s dark is followed', async () => (await groundOf(page)) !== light);
    await until('the chart is drawn in it', async () => (await pixels('latency-2')) !== drawn);
    const dark = await groundOf(page);
    await page.locator('#theme').click();
    expect(await groundOf(page)).toBe(light);
    await page.locator('#theme').click();
    expect(await groundOf(page)).toBe(dark);
  });

  it('shows the values under the cursor, by pointer and by keys, on all charts of the run', async () => {
    const page = await show(runs);
    await chart('latency-2').locator('.plot').focus();
    await page.keyboard.press('ArrowLeft');
    const at = await chart('latency-2').locator('.at').textContent();
    expect(at).toMatch(/^\d+ s · [\d,]+ users$/);
    expect(await chart('pool-2').locator('.at').textContent()).toBe(at);
    expect(await chart('latency-1').locator('.at').textContent()).toBe('');
    const value = chart('latency-2').locator('.legend .value').first();
    expect(await value.textContent()).toMatch(/^[\d.]+ ms$/);
    await page.keyboard.press('Escape');
    expect(await chart('latency-2').locator('.at').textContent()).toBe('');
    await chart('curve').locator('.u-over').hover();
    expect(await chart('curve').locator('.at').textContent()).toMatch(/^[\d.]+ %$/);
  });

  it('draws a row to one scale until switched off, and hides a line', async () => {
    const page = await show(runs);
    await page.locator('#figure-latency').scrollIntoViewIfNeeded();
    const common = await pixels('latency-0');
    await page.locator('#figure-latency').getByLabel('one scale').uncheck();
    expect(await pixels('latency-0')).not.toBe(common);
    await page.locator('#figure-latency').getByLabel('one scale').check();
    await page.mouse.move(2, 2);
    await until('it is as before', async () => (await pixels('latency-0')) === common);
    const before = await colored(chart('curve'));
    await chart('curve').getByRole('button', { name: 'heavy' }).click();
    await until('it is gone', async () => (await colored(chart('curve'))) < before);
  });

  it('opens its sections and turns light for printing, then restores both', async () => {
    const page = await show(runs, { colorScheme: 'dark' });
    const closed = page.locator('details:not([open])');
    const drawers = await closed.count();
    expect(drawers).toBeGreaterThan(0);
    const dark = await groundOf(page);
    await page.evaluate('dispatchEvent(new Event("beforeprint"))');
    expect(await closed.count()).toBe(0);
    expect(await groundOf(page)).not.toBe(dark);
    await page.evaluate('dispatchEvent(new Event("afterprint"))');
    expect(await closed.count()).toBe(drawers);
    expect(await groundOf(page)).toBe(dark);
    expect((await page.pdf({ format: 'A4' })).subarray(0, 5).toString()).toBe('%PDF-');
  });

  it.each([400, 1280])('fits a window of %i pixels, with one run or four', async (width) => {
    const size = { viewport: { width, height: 800 } };
    const scrollWidth = (): Promise<number> => open.page.evaluate('document.documentElement.scrollWidth');
    await show([...runs, mismatch], size);
    expect(await scrollWidth()).toBe(width);
    await open.page.context().close();
    await show([runs[2]!], size);
    expect(await scrollWidth()).toBe(width);
    expect(await open.page.locator('.cards .card').count()).toBe(1);
  });

  it('shows everything in tables without JavaScript', async () => {
    const page = await show(runs, { javaScriptEnabled: false });
    expect(await page.locator('noscript').first().textContent()).toContain(
      'the tables have the same numbers',
    );
    for (const caption of ['Thresholds', 'Latency by percentile', 'Requests and answers']) {
      expect(await page.locator('caption', { hasText: caption }).isVisible()).toBe(true);
    }
  });
});

function colorOf(locator: Locator): Promise<string> {
  return locator.evaluate(
    (element: {
      ownerDocument: { defaultView: { getComputedStyle: (e: unknown) => { color: string } } };
    }) => {
      return element.ownerDocument.defaultView.getComputedStyle(element).color;
    },
  );
}
