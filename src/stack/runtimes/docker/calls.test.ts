import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import Docker from 'dockerode';
import { afterEach, describe, expect, it } from 'vitest';
import { decodeContainer, decodeContainers, decodeVolumes } from './answers.js';
import { limitCalls } from './calls.js';
import { type Engine, statusOf, withEngine } from './engine.js';

let server: Server | undefined;
afterEach(() => server?.closeAllConnections());

/** An engine that answers every request in the same way. */
async function engineThat(
  answer: RequestListener,
  limits = { ms: 2_000, bytes: 64 * 1024 },
): Promise<Engine> {
  server = createServer(answer);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const docker = new Docker({
    protocol: 'http',
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
  });
  limitCalls(docker, limits);
  return { docker, source: 'the test' };
}

const inspect = (engine: Engine) =>
  withEngine(engine, async (docker) => decodeContainer(await docker.getContainer('x').inspect()));

describe('an engine that answers', () => {
  it.each([401, 403, 500, 503])('%i is refused by name, with what it said', async (status) => {
    const engine = await engineThat((_, response) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end('{"message":"not for you"}');
    });
    const failure = (await inspect(engine).catch((error: unknown) => error)) as Error;
    expect(failure).toMatchObject({ code: 'ENGINE_REFUSED', exitCode: 4, reason: 'not for you' });
    expect(failure.message).toBe(`The Docker engine at the test can’t be used: not for you (HTTP ${status})`);
    expect(statusOf(failure)).toBe(status);
  });

  it.each([
    ['text instead of JSON', 'hello', 'Id is missing'],
    ['truncated JSON', '{"Id":"x","State":{"Runn', 'Id is missing'],
    ['nothing', '', 'Id is missing'],
    ['another type', '{"Id":5}', 'Id must be text, but is 5'],
    [
      'another type inside',
      '{"Id":"x","Image":"y","State":{"Running":"yes"}}',
      'State.Running must be true or false, but is "yes"',
    ],
  ])('%s: says what is wrong', async (_, body, problem) => {
    const engine = await engineThat((__, response) => void response.end(body));
    await expect(inspect(engine)).rejects.toMatchObject({
      code: 'ENGINE_REFUSED',
      message: expect.stringContaining(problem) as string,
    });
  });

  it('without an end: is cut off at the size limit', async () => {
    const piece = Buffer.alloc(16 * 1024, 'a');
    const engine = await engineThat(async (_, response) => {
      while (!response.destroyed) {
        response.write(piece);
        await sleep(1);
      }
    });
    await expect(inspect(engine)).rejects.toMatchObject({
      code: 'ENGINE_REFUSED',
      message: expect.stringContaining('an answer of more than') as string,
    });
  });

  it.each([200, 500])('%i, and drips: is cut off at the time limit', async (status) => {
    const engine = await engineThat(
      async (_, response) => {
        response.writeHead(status);
        while (!response.destroyed) {
          response.write('a');
          await sleep(20);
        }
      },
      { ms: 300, bytes: 1024 * 1024 },
    );
    await expect(inspect(engine)).rejects.toMatchObject({
      code: 'ENGINE_REFUSED',
      message: expect.stringContaining('no whole answer within 0.3 s') as string,
    });
  });

  it('never: is given up at the time limit', async () => {
    const engine = await engineThat(() => undefined, { ms: 300, bytes: 1024 });
    await expect(inspect(engine)).rejects.toMatchObject({ code: 'ENGINE_REFUSED' });
  });

  it('with a promise of more than it sends: is given up', async () => {
    const engine = await engineThat((_, response) => {
      response.writeHead(200, { 'content-length': '1000' }).write('{');
      setTimeout(() => response.destroy(), 50);
    });
    await expect(inspect(engine)).rejects.toMatchObject({ code: 'NO_ENGINE' });
  });

  it('the end of the user’s patience is no failure of the engine', async () => {
    const engine = await engineThat(() => undefined);
    const user = AbortSignal.timeout(100);
    const pull = withEngine(engine, (docker) => docker.pull('x', { abortSignal: user }));
    await expect(pull).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('answers', () => {
  it('are read as Docker and Podman give them', () => {
    const common = { Id: 'x', Image: 'sha256:1', State: { Running: true, More: 1 } };
    const ports = { '9090/tcp': [{ HostIp: '127.0.0.1', HostPort: '40000' }], '1/tcp': null };
    expect(
      decodeContainer({ ...common, Config: { Labels: null }, NetworkSettings: { Ports: ports } }),
    ).toMatchObject({ running: true, labels: {}, ports: { '9090/tcp': 40_000 } });
    expect(decodeContainers([{ Id: 'x', Names: ['/name'], Labels: null }])).toEqual([
      { id: 'x', name: 'name', labels: {} },
    ]);
    expect(decodeVolumes({ Volumes: null, Warnings: null })).toEqual([]);
    expect(decodeVolumes({ Volumes: [{ Name: 'v', Labels: null }] })).toEqual([{ name: 'v', labels: {} }]);
  });
});
