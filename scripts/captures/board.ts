import { join } from 'node:path';
import { packageRoot } from '../../src/util/package-root.js';
import { findChromium, startChromium } from '../../test/helpers/chromium.js';

/**
 * Takes the board's pictures, light and dark, with the cursor on a chart.
 * @param url the board of a lab that has run for a while
 */
export async function captureBoard(url: string): Promise<void> {
  const executable = findChromium();
  if (!executable) {
    throw new Error('The board’s pictures need Chromium or Chrome: on PATH, or as CHROME_BIN.');
  }
  const browser = await startChromium(executable);
  try {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await browser.newPage({ colorScheme, viewport: { width: 1320, height: 860 } });
      await page.goto(`${url}/d/obs-lab-service?from=now-5m&refresh=`);
      const charts = page.locator('.kind-timeseries .u-over');
      await charts.first().waitFor();
      await page.locator('.panel:not([data-state=data])').first().waitFor({ state: 'detached' });
      await charts.nth(1).hover({ position: { x: 300, y: 60 } });
      await page.screenshot({ path: join(packageRoot(), `docs/captures/board-${colorScheme}.png`) });
    }
  } finally {
    await browser.close();
  }
}
