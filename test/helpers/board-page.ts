import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { createPrometheusClient } from '../../src/prometheus/client.js';
import type { PrometheusClient } from '../../src/prometheus/types.js';
import { BOARD_KINDS } from '../fixtures/board-kinds.js';
import { startChromium } from './chromium.js';
import { createLab, type TestLab } from './lab.js';
import { openPage, type WatchedPage } from './page.js';
import { until } from './wait.js';

/** The board of a private lab, open in a browser. */
export class BoardPage {
  lab!: TestLab;
  prometheus!: PrometheusClient;
  private browser: Browser | undefined;
  private watched: WatchedPage | undefined;

  get origin(): string {
    return `http://127.0.0.1:${this.lab.ports.grafana}`;
  }

  get page(): Page {
    if (!this.watched) throw new Error('no page is open');
    return this.watched.page;
  }

  async start(executable: string): Promise<void> {
    // Grafana must not be downloaded on any machine.
    this.lab = await createLab({ OBS_LAB_GRAFANA_MIRROR: 'http://127.0.0.1:9' });
    const up = await this.lab.up();
    expect(up.exitCode, up.stderr).toBe(0);
    expect(up.stderr).toContain('the board replaces it');
    const directory = join(this.lab.home.configDir, 'board', 'dashboards');
    await writeFile(join(directory, 'kinds.json'), JSON.stringify(BOARD_KINDS));
    this.browser = await startChromium(executable);
    this.prometheus = createPrometheusClient(`http://127.0.0.1:${this.lab.ports.prometheus}`);
    await until('there is a course to draw', async () => {
      const answer = await this.prometheus.query('min(count_over_time(up[1m])) >= 15');
      return answer.resultType === 'vector' && answer.series.length > 0;
    });
  }

  async stop(): Promise<void> {
    await this.browser?.close();
    await this.lab?.close();
  }

  /** Opens a path; records each error in the console and each request that leaves the board. */
  async visit(path: string, options: BrowserContextOptions = {}): Promise<void> {
    this.watched = await openPage(this.browser!, ({ origin }) => origin === this.origin, options);
    await this.watched.load(this.origin + path);
  }

  /** The same for a dashboard; waits for its panels. */
  async open(path: string, options: BrowserContextOptions = {}): Promise<void> {
    await this.visit(path, options);
    await this.page.locator('.panel').first().waitFor();
  }

  /** Errors that a test expects. */
  forgive(pattern: RegExp): void {
    const complaints = this.watched?.complaints ?? [];
    complaints.splice(0, complaints.length, ...complaints.filter((text) => !pattern.test(text)));
  }

  /** Closes the page, and fails the test if errors were recorded. */
  async leave(): Promise<void> {
    const { watched } = this;
    this.watched = undefined;
    await watched?.page.context().close();
    expect(watched?.complaints ?? []).toEqual([]);
  }

  panel(title: string): Locator {
    const heading = this.page.locator('h2', { hasText: new RegExp(`^${title}$`) });
    return this.page.locator('.panel', { has: heading });
  }

  parameter(name: string): string | null {
    return new URL(this.page.url()).searchParams.get(name);
  }

  /** Waits until the URL matches. */
  addressSays(name: string, value: RegExp): Promise<string> {
    return until(`${name} is ${value}`, () => {
      const found = this.parameter(name);
      return found !== null && value.test(found) ? found : undefined;
    });
  }
}

/** Starts the board before the tests of a file, and stops it after them. */
export function useBoard(executable: string | undefined): BoardPage {
  const board = new BoardPage();
  beforeAll(() => board.start(executable as string));
  afterAll(() => board.stop());
  afterEach(() => board.leave());
  return board;
}
