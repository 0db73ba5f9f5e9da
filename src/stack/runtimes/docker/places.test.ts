import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findEngine, hasLocalPorts } from './endpoints.js';
import { enginePlaces } from './places.js';

let home: string;
beforeEach(async () => void (home = await mkdtemp(join(tmpdir(), 'obs-lab-places-'))));
afterEach(() => rm(home, { recursive: true }));

const addresses = async (env: NodeJS.ProcessEnv): Promise<string[]> =>
  (await enginePlaces({ HOME: home, ...env })).map(({ address }) => address);

describe('places where an engine may listen', () => {
  it.each([
    ['Docker', '/var/run/docker.sock'],
    ['Docker Desktop on macOS', '~/.docker/run/docker.sock'],
    ['Docker Desktop on Linux', '~/.docker/desktop/docker.sock'],
    ['Colima', '~/.colima/default/docker.sock'],
    ['Colima with XDG directories', '~/.config/colima/default/docker.sock'],
    ['Rancher Desktop', '~/.rd/docker.sock'],
    ['OrbStack', '~/.orbstack/run/docker.sock'],
    ['Lima', '~/.lima/docker/sock/docker.sock'],
    ['rootless Docker', '/run/user/7/docker.sock'],
    ['rootless Podman', '/run/user/7/podman/podman.sock'],
    ['Podman', '/run/podman/podman.sock'],
    ['podman machine 4', '~/.local/share/containers/podman/machine/podman.sock'],
    ['podman machine 4 with QEMU', '~/.local/share/containers/podman/machine/qemu/podman.sock'],
    ['podman machine 5 on macOS', '/var/folders/x/T/podman/podman-machine-default-api.sock'],
    ['podman machine 5 on Linux', '/run/user/7/podman/podman-machine-default-api.sock'],
  ])('%s: %s', async (_, path) => {
    const found = await addresses({ XDG_RUNTIME_DIR: '/run/user/7', TMPDIR: '/var/folders/x/T' });
    expect(found).toContain(`unix://${path.replace('~', home)}`);
  });

  it('every Colima profile, the default first', async () => {
    for (const name of ['arm', 'default', '_lima']) {
      await mkdir(join(home, '.colima', name), { recursive: true });
    }
    const found = (await addresses({})).filter((address) => address.includes('/.colima/'));
    expect(found).toEqual(['default', 'arm'].map((name) => `unix://${home}/.colima/${name}/docker.sock`));
  });

  it('only DOCKER_HOST if that is set, with the certificates that belong to it', async () => {
    const tls = { DOCKER_HOST: 'tcp://127.0.0.1:2376', DOCKER_TLS_VERIFY: '1' };
    expect(await enginePlaces({ ...tls, HOME: home })).toEqual([
      {
        source: 'DOCKER_HOST=tcp://127.0.0.1:2376',
        address: 'tcp://127.0.0.1:2376',
        certificates: join(home, '.docker'),
      },
    ]);
    expect(await enginePlaces({ ...tls, HOME: home, DOCKER_CERT_PATH: '/certs' })).toMatchObject([
      { certificates: '/certs' },
    ]);
    expect(await enginePlaces({ DOCKER_HOST: 'engine:2375' })).toEqual([
      { source: 'DOCKER_HOST=engine:2375', address: 'tcp://engine:2375' },
    ]);
  });

  it('the current docker context first, with its certificates', async () => {
    const hash = createHash('sha256').update('lab').digest('hex');
    const contexts = join(home, '.docker/contexts');
    await mkdir(join(contexts, 'meta', hash), { recursive: true });
    await mkdir(join(contexts, 'tls', hash, 'docker'), { recursive: true });
    await writeFile(join(contexts, 'tls', hash, 'docker/ca.pem'), '');
    await writeFile(join(home, '.docker/config.json'), '{"currentContext":"lab"}');
    await writeFile(
      join(contexts, 'meta', hash, 'meta.json'),
      '{"Name":"lab","Endpoints":{"docker":{"Host":"tcp://127.0.0.1:2376"}}}',
    );
    expect((await enginePlaces({ HOME: home }))[0]).toEqual({
      source: 'docker context lab',
      address: 'tcp://127.0.0.1:2376',
      certificates: join(contexts, 'tls', hash, 'docker'),
    });
  });
});

describe('an engine that does not answer', () => {
  it('names a certificate that is missing', async () => {
    const env = { HOME: home, DOCKER_HOST: 'tcp://127.0.0.1:9', DOCKER_CERT_PATH: home };
    await expect(findEngine(env)).rejects.toMatchObject({
      code: 'NO_ENGINE',
      message: expect.stringContaining(`its certificate ${join(home, 'ca.pem')} can’t be read`) as string,
    });
  });

  it('offers to forget the lab only if there is one', async () => {
    const env = { HOME: home, DOCKER_HOST: 'tcp://127.0.0.1:9' };
    const stateFile = join(home, 'state.json');
    const hints = async (): Promise<string> => {
      const failure = await findEngine(env, { stateFile }).catch((error: unknown) => error);
      return (failure as { hints: string[] }).hints.join();
    };
    expect(await hints()).toContain('--runtime local');
    await writeFile(stateFile, '{}');
    expect(await hints()).toContain(`delete ${stateFile}`);
    expect(await hints()).not.toContain('--runtime local');
  });
});

describe('the ports of an engine’s containers are here', () => {
  const own = Object.values(networkInterfaces()).flatMap((all) => all?.map(({ address }) => address) ?? []);
  it.each(['127.0.0.1', '127.1.2.3', 'localhost', ...own])('%s: yes', async (host) => {
    expect(await hasLocalPorts({ host, port: 2375 })).toBe(true);
  });
  it.each(['198.51.100.7', 'no-such-host.invalid'])('%s: no', async (host) => {
    expect(await hasLocalPorts({ host, port: 2375 })).toBe(false);
  });
  it('a socket: yes', async () => {
    expect(await hasLocalPorts({ socketPath: '/run/docker.sock' })).toBe(true);
  });
});
