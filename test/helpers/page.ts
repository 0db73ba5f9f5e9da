import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';

export interface WatchedPage {
  page: Page;
  /** Every complaint in its console, every error in its scripts, every request that it was not to make. */
  complaints: string[];
}

/** A page in a browser profile of its own, in UTC. @param mayAsk which addresses it may ask for */
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
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (!mayAsk(new URL(request.url()))) complaints.push(`asked ${request.url()}`);
  });
  return { page, complaints };
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
