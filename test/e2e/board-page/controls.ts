import { expect, it } from 'vitest';
import type { BoardPage } from '../../helpers/board-page.js';
import { until } from '../../helpers/wait.js';

/** The board's controls: links, variables, the time range, the refresh. */
export function boardControls(board: BoardPage): void {
  it('opens the service dashboard first, and goes to another with the same range', async () => {
    await board.open('/?from=now-5m&to=now');
    expect(await board.page.locator('h1').textContent()).toBe('Service (RED)');
    await board.page.getByRole('link', { name: 'Saturation' }).click();
    await board.page.locator('h1', { hasText: 'Saturation' }).waitFor();
    expect(board.page.url()).toContain('/d/obs-lab-saturation?from=now-5m&to=now');
    await board.page.goBack();
    await board.page.locator('h1', { hasText: 'Service (RED)' }).waitFor();
  });

  it('narrows to the chosen values of a variable', async () => {
    await board.open('/d/obs-lab-service?from=now-1m&refresh=');
    const names = board.page.locator('.legend .name');
    const rates = board.panel('Rate by method and route').locator('.legend .name');
    await names.first().waitFor();
    const picker = board.page.locator('[data-variable=route]');
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
    expect(new URL(board.page.url()).searchParams.getAll('var-route')).toEqual(['/items', '/items/:id']);
    await board.page.keyboard.press('Escape');
    expect(await picker.getAttribute('open')).toBeNull();
    await board.page.reload();
    await board.page.locator('[data-variable=route] summary', { hasText: '/items + /items/:id' }).waitFor();
  });

  it('changes the time range: by choice, by typing, by dragging', async () => {
    await board.open('/d/obs-lab-service?refresh=');
    const chart = board.panel('Latency');
    await chart.locator('.legend button').first().waitFor();
    const picker = board.page.locator('#time-picker');
    await picker.locator('summary').click();
    await board.page.getByRole('button', { name: 'Last minute' }).click();
    await board.addressSays('from', /^now-1m$/);
    await until('the link follows', async () =>
      (await chart.locator('a').getAttribute('href'))?.includes('g0.range_input=1m'),
    );

    await picker.locator('summary').click();
    await picker.getByLabel('From').fill('yesterday');
    await board.page.keyboard.press('Enter');
    await picker.locator('.problem', { hasText: 'now-20m' }).waitFor();
    await picker.getByLabel('From').fill('now-90s');
    await board.page.keyboard.press('Enter');
    await board.addressSays('from', /^now-90s$/);
    await until('the chart shows them', async () => {
      const link = await chart.locator('a').getAttribute('href');
      return link?.includes('g0.range_input=1m30s') && (await chart.getAttribute('aria-busy')) === null;
    });

    const box = (await chart.locator('.u-over').boundingBox())!;
    const y = box.y + box.height / 2;
    await board.page.mouse.move(box.x + box.width * 0.25, y);
    await board.page.mouse.down();
    await board.page.mouse.move(box.x + box.width * 0.75, y, { steps: 4 });
    await board.page.mouse.up();
    const from = Number(await board.addressSays('from', /^\d{13}$/));
    const to = Number(board.parameter('to'));
    expect(Math.abs(to - from - 45_000)).toBeLessThan(3000);
    await until('the link has the end', async () =>
      (await chart.locator('a').getAttribute('href'))?.includes('g0.end_input='),
    );
  });

  it('refreshes at the chosen interval, and on request', async () => {
    await board.open('/d/obs-lab-service?from=now-1m&refresh=');
    await board.page.locator('.legend button').first().waitFor();
    const asked = (): Promise<unknown> =>
      board.page.waitForResponse((response) => response.url().endsWith('/query_range'));
    await Promise.all([asked(), board.page.getByRole('button', { name: 'Refresh now' }).click()]);
    await board.page.locator('#refresh').selectOption('1s');
    await board.addressSays('refresh', /^1s$/);
    for (let round = 0; round < 3; round++) await asked();
  });

  it('names the dashboard if it does not exist', async () => {
    await board.visit('/d/nowhere');
    expect(await board.page.getByRole('alert').textContent()).toContain('cannot be shown');
    board.forgive(/404 \(Not Found\)/); // the browser itself logs it
  });
}
