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
export function colored(chart: Locator): Promise<number> {
  return chart
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
}

/** The page's ground, as the browser computes it. */
export function groundOf(page: Page): Promise<string> {
  return page.evaluate('getComputedStyle(document.body).backgroundColor');
}
