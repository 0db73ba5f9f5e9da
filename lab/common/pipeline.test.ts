import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { boundPipelining } from './pipeline.js';

const REQUEST = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n';

let server: Server | undefined;
let client: Socket | undefined;
afterEach(() => {
  client?.destroy();
  server?.closeAllConnections();
  server?.close();
});

/** A server whose answers take a moment and have a size, and what it has done so far. */
async function open(bodyBytes: number, delayMs = 1) {
  const counts = { open: 0, most: 0, answered: 0 };
  const body = 'x'.repeat(bodyBytes);
  server = createServer(
    boundPipelining((req, res) => {
      counts.most = Math.max(counts.most, ++counts.open);
      void (async () => {
        let text = '';
        for await (const chunk of req) text += String(chunk);
        await sleep(delayMs);
        counts.open--;
        counts.answered++;
        res.end(text === '' ? body : text);
      })();
    }),
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
  client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  await once(client, 'connect');
  return { counts, socket: client };
}

/** Resolves to all that was received once it ends with the last answer's body. */
async function received(socket: Socket, done: () => boolean): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk)).resume();
  while (!done()) await sleep(10);
  await sleep(50);
  return Buffer.concat(chunks).toString();
}

test('answers every pipelined request, in order, and handles few at the same time', async () => {
  const { counts, socket } = await open(10);
  const posts = Array.from(
    { length: 3000 },
    (_, i) => `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\n${String(i).padStart(4, '0')}`,
  );
  socket.write(posts.join(''));
  const text = await received(socket, () => counts.answered === posts.length);
  const got = [...text.matchAll(/\r\n\r\n(?:\d+\r\n)?(\d{4})/g)].map(([, number]) => Number(number));
  expect(got).toEqual(posts.map((_, i) => i));
  expect(counts.most).toBeLessThanOrEqual(8);
});

test('stops answering a client that reads nothing, and goes on when it does', async () => {
  const { counts, socket } = await open(20_000);
  socket.pause();
  const total = 2000;
  socket.write(REQUEST.repeat(total));
  await sleep(800);
  const before = counts.answered;
  await sleep(300);
  // The rest lies in the buffers of both kernels: some megabytes.
  expect(counts.answered).toBe(before);
  expect(before).toBeLessThan(total / 2);
  await received(socket, () => counts.answered === total);
});

test('a body that comes later is read', async () => {
  const { counts, socket } = await open(1);
  socket.write(`${REQUEST.repeat(20)}POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 6\r\n\r\nabc`);
  setTimeout(() => socket.write('def'), 300);
  expect(await received(socket, () => counts.answered === 21)).toContain('abcdef');
});

test('forgets what waits when the connection closes', async () => {
  const { counts, socket } = await open(1, 50);
  socket.write(REQUEST.repeat(500));
  await sleep(100);
  socket.destroy();
  await sleep(200);
  const after = counts.answered;
  await sleep(200);
  expect(counts.answered).toBe(after);
});
