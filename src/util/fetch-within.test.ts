import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { fetchWithin } from './fetch-within.js';

let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const reading = async (url: string, milliseconds = 10_000) =>
  (await fetchWithin(milliseconds, url)).text().then(
    (text) => text.length,
    (error: Error) => `${error.name}: ${error.message}`,
  );

test('a body is read as it is, with its status and headers', async () => {
  const url = await serve((_, response) => response.writeHead(503, { 'x-reason': 'tired' }).end('{"a": 1}'));
  const response = await fetchWithin(1000, url);
  expect([response.status, response.ok, response.headers.get('x-reason')]).toEqual([503, false, 'tired']);
  expect(await response.json()).toEqual({ a: 1 });
});

const TOO_LARGE = 'BodyTooLargeError: the answer is larger than 20 MB';

test('a body that never ends is given up', async () => {
  const chunk = Buffer.alloc(1_000_000);
  const url = await serve((_, response) => {
    const more = (): void => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on('drain', more);
    more();
  });
  expect(await reading(url)).toBe(TOO_LARGE);
});

test('a small compressed body is counted as what it becomes', async () => {
  const zipped = gzipSync(Buffer.alloc(60_000_000));
  const url = await serve((_, response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(zipped),
  );
  expect(await reading(url)).toBe(TOO_LARGE);
});

test('a body that drips is given up after the time', async () => {
  const url = await serve((_, response) => {
    const drip = setInterval(() => response.write('.'), 20);
    response.on('close', () => clearInterval(drip));
  });
  expect(await reading(url, 200)).toMatch(/^TimeoutError: /);
});

test('no body is no error', async () => {
  const url = await serve((_, response) => response.writeHead(204).end());
  expect(await reading(url)).toBe(0);
});
