import { mkdir, symlink } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createLab, type TestLab } from '../helpers/lab.js';

/** The built program on a machine without Prometheus, behind a proxy. */

let lab: TestLab;
let proxy: Server;
const requests: string[] = [];
beforeEach(async () => {
  lab = await createLab();
  requests.length = 0;
  proxy = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    response.writeHead(503).end();
  });
  proxy.on('connect', (request, socket) => {
    requests.push(`CONNECT ${request.url}`);
    socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  proxy.close();
  await lab.close();
});

it('asks the proxy for the release, and says that the proxy refused', async () => {
  const bin = join(lab.home.path, 'bin');
  await mkdir(bin, { recursive: true });
  // What the program itself calls, without Prometheus and apt-get.
  const folders = (process.env.PATH ?? '').split(delimiter);
  for (const tool of ['tar', 'ps', 'sh']) {
    for (const folder of folders) await symlink(join(folder, tool), join(bin, tool)).catch(() => undefined);
  }
  const { port } = proxy.address() as { port: number };
  const { exitCode, json } = await lab.json<{ error: { code: string; message: string; hints: string[] } }>(
    ['up', ...lab.portFlags, '--without', 'grafana', '--without', 'alertmanager'],
    { PATH: bin, OBS_LAB_CACHE: join(lab.home.path, 'cache'), HTTPS_PROXY: `http://127.0.0.1:${port}` },
  );
  expect(json.error.code).toBe('NO_PROMETHEUS');
  expect(exitCode).toBe(4);
  expect(json.error.message).toContain(`github.com through the proxy 127.0.0.1:${port}: `);
  expect(json.error.message).toContain('407');
  expect(json.error.hints.join()).toContain('HTTPS_PROXY');
  // One search, though two services run Prometheus.
  expect(requests).toEqual(['CONNECT github.com:443']);
});
