import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { until } from './wait.js';

export interface WatchedPage {
  page: Page;
  /** Every complaint in its console, every error in its scripts, every request that is not allowed. */
  complaints: string[];
  /** Loads an address, whole. */
  load: (url: string) => Promise<void>;
}

/**
 * Chromium aborts requests when a network interface of the machine appears or disappears, even requests to the
 * machine itself. Containers start and stop next to these tests: that isn't an error of the page.
 */
const NETWORK_CHANGED = 'net::ERR_NETWORK_CHANGED';
/** What a page asks for once, as it is loaded; all else it has to ask for again by itself. */
const PARTS = new Set(['document', 'script', 'stylesheet']);

/**
 * A page in a new browser profile, in UTC.
 * @param mayAsk which URLs it may request
 */
export async function openPage(
  browser: Browser,
  mayAsk: (url: URL) => boolean,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const viewport = { width: 1400, height: 1000 };
  const context = await browser.newContext({ viewport, timezoneId: 'UTC', locale: 'en-GB', ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    const text = message.text();
    if (message.type() === 'error' && !text.includes(NETWORK_CHANGED)) complaints.push(text);
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (!mayAsk(new URL(request.url()))) complaints.push(`asked ${request.url()}`);
  });
  let partsGivenUp = 0;
  page.on('requestfailed', (request) => {
    if (request.failure()?.errorText === NETWORK_CHANGED && PARTS.has(request.resourceType())) partsGivenUp++;
  });
  const load = (url: string): Promise<void> =>
    until(`${url} is loaded`, async () => {
      partsGivenUp = 0;
      await page.goto(url);
      return partsGivenUp === 0;
    }).then(() => undefined);
  return { page, complaints, load };
}

/** How many pixels of a chart are neither empty nor grey. */
export async function colored(chart: Locator): Promise<number> {
  return countPixels(await pixelsOf(chart), (r, g, b) => Math.max(r, g, b) - Math.min(r, g, b) > 40);
}

/** How many are red, rather than orange or purple. */
export async function reds(chart: Locator): Promise<number> {
  return countPixels(await pixelsOf(chart), (r, g, b) => r - Math.max(g, b) > 40);
}

function countPixels(rgba: Uint8Array, test: (r: number, g: number, b: number) => boolean): number {
  let count = 0;
  for (let i = 0; i < rgba.length; i += 4) {
    const [r = 0, g = 0, b = 0, a = 0] = rgba.subarray(i, i + 4);
    if (a > 40 && test(r, g, b)) count++;
  }
  return count;
}

/** The chart's canvas: four bytes a pixel. */
async function pixelsOf(chart: Locator): Promise<Uint8Array> {
  const base64 = await chart
    .locator('canvas')
    .evaluate(
      (canvas: {
        getContext: (id: string) => { getImageData: (...box: number[]) => { data: Uint8Array } };
        width: number;
        height: number;
      }) => {
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        let binary = '';
        for (const byte of data) binary += String.fromCharCode(byte);
        return btoa(binary);
      },
    );
  return Buffer.from(base64, 'base64');
}

/** The page's ground, as the browser computes it. */
export function groundOf(page: Page): Promise<string> {
  return page.evaluate('getComputedStyle(document.body).backgroundColor');
}
