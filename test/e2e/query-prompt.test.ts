import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { createLab, type TestLab } from '../helpers/lab.js';
import type { TestPrometheus } from '../helpers/prometheus.js';
import { NOW, startRequestsServer } from '../helpers/requests-server.js';
import { TestTerminal } from '../helpers/terminal.js';

/** `query` without an expression, on a terminal. */

let lab: TestLab;
let server: TestPrometheus;
beforeAll(async () => {
  lab = await createLab();
  server = await startRequestsServer();
});
afterAll(async () => {
  await server?.stop();
  await lab?.close();
});

let terminal: TestTerminal | undefined;
afterEach(async () => terminal?.close());
const at = (...args: string[]): string[] => ['query', ...args, '--url', server.url, '--time', String(NOW)];
const open = (...args: string[]): TestTerminal =>
  (terminal = new TestTerminal(at(...args), { env: lab.env }));
const ready = /Tab complete/;

it('answers query after query: completed, as a table, with a caret, as a chart', async () => {
  const screen = open();
  await screen.waitFor(ready);
  screen.type('sum by (met');
  await screen.waitFor('▸ method  label');
  screen.type('\t) (requ');
  await screen.waitFor('▸ requests_total');
  screen.type('\t)\r');
  await screen.waitFor(/POST +30\n/);

  screen.type('requests_total)\r');
  await screen.waitFor(/requests_total\)\n {15}\^\n/);
  screen.type('request_total\r');
  await screen.waitFor('Did you mean requests_total?');

  screen.type('.range 1m\r');
  await screen.waitFor('Charting every query over 1m.');
  screen.type('requests_total{status="2');
  await screen.waitFor(/▸ 200 +value/);
  screen.type('\t}\r');
  await screen.waitFor(/[\u2801-\u28ff][^]*requests_total +GET +200/);
  screen.type('\x04');
  expect(await screen.exited).toBe(0);
});

it('keeps a history between sessions, and pasted lines as they are', async () => {
  const first = open();
  await first.waitFor(ready);
  first.type('\x1b[200~count(\n  requests_total\n)\n\x1b[201~');
  await first.waitFor('› count(\n    requests_total\n  )');
  first.type('\r');
  await first.waitFor(/\{\} +3/);
  first.type('half a que');
  await first.waitFor('half a que');
  first.type('\x03');
  await first.waitFor(/› ?\n/);
  first.type('\x04');
  expect(await first.exited).toBe(0);

  const second = open();
  await second.waitFor(ready);
  second.type('\x1b[A');
  await second.waitFor('› count(\n    requests_total\n  )');
  second.type('.quit');
  second.type('\x03.quit\r');
  expect(await second.exited).toBe(0);
});

it('edits with the keys of a shell, and stops and continues as its job', async () => {
  const screen = (terminal = new TestTerminal(at(), { env: lab.env, inShell: true }));
  await screen.waitFor(ready);
  // Back to before the X, and Delete.
  screen.type('requests_Xtotal\x1b[D\x1b[D\x1b[D\x1b[D\x1b[D\x1b[D\x1b[3~');
  await screen.waitFor('› requests_total\n');
  screen.type('\x03');
  await screen.waitFor(/› ?\n/);
  screen.type('\x1f');
  await screen.waitFor('› requests_total\n');
  screen.type('\x1a');
  await screen.waitFor('Stopped');
  expect(screen.text()).not.toContain('Tab complete');
  screen.type('echo shell-$((40 + 2))\r');
  await screen.waitFor('shell-42');
  screen.type('fg\r');
  await screen.waitFor(ready);
  screen.type('\r');
  await screen.waitFor(/requests_total +POST/);
  screen.type('\x12uests');
  await screen.waitFor('history “uests” › requests_total');
  screen.type('\x1b');
  await screen.waitFor(/› ?\n {2}Tab complete/);
  screen.type('.describe requests_total\r');
  await screen.waitFor(/requests_total: 3 series\n {2}method {2}GET, POST\n/);
  screen.type('exit\r');
  await screen.waitFor(/\n\$$/);

  // The alternate screen comes back too.
  screen.run(['mission']);
  await screen.waitFor('Missions: 0 of');
  screen.type('\x1a');
  await screen.waitFor(/Stopped[^]*\n\$$/);
  expect(screen.text()).not.toContain('Missions: 0 of');
  screen.type('fg\r');
  await screen.waitFor('Missions: 0 of');
  expect(screen.lines()[0]).toContain('Missions: 0 of');
  screen.type('\x1b');
  await screen.waitFor(/\n\$$/);
  screen.type('exit\r');
  expect(await screen.exited).toBe(0);
});

it('only appends for a screen reader or a dumb terminal', async () => {
  const screen = (terminal = new TestTerminal(at(), { env: { ...lab.env, TERM: 'dumb' } }));
  await screen.waitFor('Type a line and press Enter.');
  screen.type('sum(requests_total)\r');
  await screen.waitFor(/\{\} +1236/);
  screen.type('requests_total)\r');
  await screen.waitFor('unexpected right parenthesis');
  screen.type('exit\r');
  expect(await screen.exited).toBe(0);
  expect(screen.written).not.toContain('\u001B');
});

it('keeps what is above the prompt when the terminal gets narrower', async () => {
  const screen = open();
  await screen.waitFor(ready);
  screen.type('count(requests_total)\r');
  await screen.waitFor(/\{\} +3\n/);
  screen.type(`sum(requests_total{method="GET",status="200"}) + count(requests_total{meth`);
  await screen.waitFor('▸ method');
  screen.resize(40, 24);
  await screen.waitFor(/^ {2}requests_total\{meth$/m);
  expect(screen.text().match(/sum\(requests_total/g)).toHaveLength(1);
  expect(screen.text()).toMatch(/\{\} +3\n/);
  screen.type('\x03\x04');
  expect(await screen.exited).toBe(0);
});

it('loses no input that is typed before the prompt appears', async () => {
  const screen = open();
  screen.type('count(requests_total)\r');
  await screen.waitFor(/› count\(requests_total\)\n[^]*\{\} +3/);
});

it('says so at once if Prometheus does not answer', async () => {
  terminal = new TestTerminal(['query', '--url', 'http://127.0.0.1:9'], { env: lab.env });
  expect(await terminal.exited).toBe(3);
  expect(terminal.text()).toContain('http://127.0.0.1:9');
});
