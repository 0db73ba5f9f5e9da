import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { isLoopback, resolveLocalhost } from './loopback.js';

it.each(['localhost', 'LOCALHOST', '127.0.0.1', '127.8.9.10', '[::1]'])('treats %s as this machine', (host) =>
  expect(isLoopback(host)).toBe(true),
);

it.each([
  '',
  'localhost.example',
  'example.localhost.org',
  '127.0.0.1.example',
  '127.0.0',
  '127.0.0.1:80',
  'x127.0.0.1',
  '128.0.0.1',
  '10.0.0.1',
  '0.0.0.0',
  '[::2]',
  '::1',
])('treats %j as another machine', (host) => expect(isLoopback(host)).toBe(false));

describe('resolveLocalhost', () => {
  const servers: Server[] = [];
  afterEach(() => servers.splice(0).forEach((server) => server.close()));
  const listen = async (host: string, port = 0): Promise<number> => {
    const server = createServer();
    servers.push(server);
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
    return (server.address() as { port: number }).port;
  };

  it('finds a server that listens on ::1 alone', async () => {
    const port = await listen('::1');
    expect(await resolveLocalhost(`http://localhost:${port}/path?a=localhost`)).toBe(
      `http://[::1]:${port}/path?a=localhost`,
    );
  });

  it('keeps the name if 127.0.0.1 accepts, or nothing does', async () => {
    const port = await listen('127.0.0.1');
    expect(await resolveLocalhost(`http://localhost:${port}`)).toBe(`http://localhost:${port}`);
    await listen('::1', port);
    expect(await resolveLocalhost(`http://localhost:${port}`)).toBe(`http://localhost:${port}`);
    expect(await resolveLocalhost('http://localhost:1')).toBe('http://localhost:1');
  });

  it.each(['http://127.0.0.1:9', 'https://localhost:9', 'http://example.org'])(
    'leaves %s alone',
    async (url) => expect(await resolveLocalhost(url)).toBe(url),
  );
});
