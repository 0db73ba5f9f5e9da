import { join } from 'node:path';
import { packageRoot } from '../../src/util/package-root.js';
import { findChromium, startChromium } from '../../test/helpers/chromium.js';

/**
 * Takes the board's picture, with the cursor on a chart.
 * @param url the board of a lab that has run for a while
 */
export async function captureBoard(url: string): Promise<void> {
  const executable = findChromium();
  if (!executable) {
    throw new Error('The board’s picture needs Chromium or Chrome: on PATH, or as CHROME_BIN.');
  }
  const browser = await startChromium(executable);
  try {
    const page = await browser.newPage({ colorScheme: 'light', viewport: { width: 1320, height: 860 } });
    await page.goto(`${url}/d/obs-lab-service?from=now-5m&refresh=`);
    const charts = page.locator('.kind-timeseries .u-over');
    await charts.first().waitFor();
    await page.locator('.panel:not([data-state=data])').first().waitFor({ state: 'detached' });
    await charts.nth(1).hover({ position: { x: 300, y: 60 } });
    await page.screenshot({ path: join(packageRoot(), 'docs/captures/board-light.png') });
  } finally {
    await browser.close();
  }
}
