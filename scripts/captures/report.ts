import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageRoot } from '../../src/util/package-root.js';
import { findChromium, startChromium } from '../../test/helpers/chromium.js';
import { runCli } from '../../test/helpers/cli.js';

/**
 * Takes the report's picture.
 * @param env of a lab with a saved run of each tier
 */
export async function captureReport(env: Record<string, string>): Promise<void> {
  const executable = findChromium();
  if (!executable) {
    throw new Error('The report’s picture needs Chromium or Chrome: on PATH, or as CHROME_BIN.');
  }
  const directory = await mkdtemp(join(tmpdir(), 'obs-lab-test-captures-'));
  const file = join(directory, 'report.html');
  const browser = await startChromium(executable);
  try {
    const made = await runCli(['report', '--output', file], { env });
    if (made.exitCode !== 0) throw new Error(made.stderr);
    const page = await browser.newPage({ colorScheme: 'light', viewport: { width: 1280, height: 1750 } });
    await page.goto(pathToFileURL(file).href);
    await page.locator('.chart .u-over').first().waitFor();
    await page.screenshot({ path: join(packageRoot(), 'docs/captures/report-light.png') });
  } finally {
    await browser.close();
    await rm(directory, { recursive: true, force: true });
  }
}
