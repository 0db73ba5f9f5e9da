import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BinaryNotFoundError } from '../../src/stack/binaries/binary.js';
import { installDirectory } from '../../src/stack/binaries/install.js';
import { findPostgres } from '../../src/stack/binaries/postgres.js';
import { findPrometheus } from '../../src/stack/binaries/prometheus.js';
import { cacheDir } from '../../src/stack/home.js';

const run = promisify(execFile);

// This machine's real Prometheus, packed like its releases, on a local server: tests the download path with a program
// that really runs.
let root: string;
let real: string;
let tarball: Buffer;
let sha256: string;
let server: Server;
let mirror: string;
const requests: string[] = [];
let answer: 'whole' | 'cut' | 'missing' = 'whole';

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'obs-lab-test-binaries-'));
  real = (await findPrometheus({ env: process.env, cache: cacheDir() })).path;
  const tree = join(root, 'prometheus-release');
  await mkdir(tree);
  await symlink(real, join(tree, 'prometheus'));
  await run('tar', ['-czhf', join(root, 'p.tar.gz'), '-C', root, 'prometheus-release'], {
    env: { ...process.env, GZIP: '-1' },
  });
  tarball = await readFile(join(root, 'p.tar.gz'));
  sha256 = createHash('sha256').update(tarball).digest('hex');
  server = createServer((request, response) => {
    requests.push(request.url ?? '');
    if (answer === 'missing') return void response.writeHead(404).end();
    response.writeHead(200, { 'content-length': tarball.length });
    if (answer === 'whole') return void response.end(tarball);
    response.write(tarball.subarray(0, tarball.length / 2), () => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  mirror = `http://127.0.0.1:${(server.address() as { port: number }).port}/mirror/`;
});
afterAll(async () => {
  server.close();
  await rm(root, { recursive: true, force: true });
});

/** A proxy that forwards plain requests, and refuses tunnels. */
async function startForwardProxy(): Promise<{
  port: number;
  requests: string[];
  close: () => Promise<void>;
}> {
  const seen: string[] = [];
  const forward = createServer((incoming, response) => {
    seen.push(`${incoming.method} ${incoming.url}`);
    request(incoming.url!, (answered) => {
      response.writeHead(answered.statusCode!, answered.headers);
      answered.pipe(response);
    }).end();
  });
  forward.on('connect', (incoming, socket) => {
    seen.push(`CONNECT ${incoming.url}`);
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  await new Promise<void>((resolve) => forward.listen(0, '127.0.0.1', resolve));
  const { port } = forward.address() as { port: number };
  const close = async (): Promise<void> => {
    forward.closeAllConnections();
    await new Promise((resolve) => forward.close(resolve));
  };
  return { port, requests: seen, close };
}

describe('finding Prometheus', () => {
  let cache: string;
  let env: NodeJS.ProcessEnv;
  beforeEach(async () => {
    cache = await mkdtemp(join(root, 'cache-'));
    // tar and gzip, but neither a prometheus nor apt-get
    const tools = await mkdtemp(join(root, 'tools-'));
    env = { PATH: tools, OBS_LAB_PROMETHEUS_MIRROR: mirror, OBS_LAB_PROMETHEUS_SHA256: sha256 };
    requests.length = 0;
    answer = 'whole';
  });

  it('uses the executable that the user names', async () => {
    expect(await findPrometheus({ env: { ...env, OBS_LAB_PROMETHEUS_BIN: real }, cache })).toMatchObject({
      path: real,
      source: 'OBS_LAB_PROMETHEUS_BIN',
    });
    expect(requests).toEqual([]);
  });

  it('uses the one on PATH before it downloads anything', async () => {
    const bin = await mkdtemp(join(root, 'bin-'));
    await symlink(real, join(bin, 'prometheus'));
    expect(await findPrometheus({ env: { ...env, PATH: bin }, cache })).toMatchObject({
      source: 'PATH',
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/) as string,
    });
    expect(requests).toEqual([]);
  });

  it('skips another program with the same name', async () => {
    const bin = await mkdtemp(join(root, 'bin-'));
    await writeFile(join(bin, 'prometheus'), '#!/bin/sh\necho a game\n');
    await chmod(join(bin, 'prometheus'), 0o755);
    expect(await findPrometheus({ env: { ...env, PATH: bin }, cache })).toMatchObject({
      source: 'release tarball',
    });
  });

  it('downloads, checks and unpacks the release, reports progress, and finds it in the cache from then on', async () => {
    const progress: number[] = [];
    const found = await findPrometheus({
      env,
      cache,
      onProgress: (_what, done) => void (done && progress.push(done)),
    });
    expect(found.source).toBe('release tarball');
    expect(requests).toEqual([
      expect.stringMatching(
        /^\/mirror\/v\d+\.\d+\.\d+\/prometheus-\d+\.\d+\.\d+\.[a-z]+-[a-z0-9]+\.tar\.gz$/,
      ),
    ]);
    expect(progress.at(-1)).toBe(tarball.length);
    expect(await findPrometheus({ env, cache })).toMatchObject({ path: found.path, source: 'cache' });
    expect(requests).toHaveLength(1);
    expect((await readdir(dirname(dirname(found.path)))).filter((entry) => entry.includes('.tmp-'))).toEqual(
      [],
    );
  });

  it('goes through HTTP_PROXY, but not to a host in NO_PROXY', async () => {
    const proxy = await startForwardProxy();
    try {
      const HTTP_PROXY = `http://user:secret@127.0.0.1:${proxy.port}`;
      await findPrometheus({ env: { ...env, HTTP_PROXY, NO_PROXY: 'example.org,127.0.0.1' }, cache });
      expect(proxy.requests).toEqual([]);
      const second = await mkdtemp(join(root, 'cache-'));
      expect(await findPrometheus({ env: { ...env, HTTP_PROXY }, cache: second })).toMatchObject({
        source: 'release tarball',
      });
      expect(proxy.requests).toEqual([expect.stringMatching(`^GET ${mirror}v.*\\.tar\\.gz$`)]);
      expect(requests).toHaveLength(2);
    } finally {
      await proxy.close();
    }
  });

  it('asks HTTPS_PROXY for a tunnel, and says that the proxy is in between when that fails', async () => {
    const proxy = await startForwardProxy();
    const HTTPS_PROXY = `http://user:secret@127.0.0.1:${proxy.port}`;
    const behind = { ...env, OBS_LAB_PROMETHEUS_MIRROR: 'https://mirror.invalid/', HTTPS_PROXY };
    const refused = await findPrometheus({ env: behind, cache }).catch(String);
    expect(proxy.requests).toEqual(['CONNECT mirror.invalid:443']);
    expect(refused).toMatch(`mirror.invalid through the proxy 127.0.0.1:${proxy.port}: `);
    expect(refused).toContain('403');
    expect(refused).not.toContain('secret');
    await proxy.close();
    const gone = await findPrometheus({ env: behind, cache }).catch(String);
    expect(gone).toContain(`the proxy 127.0.0.1:${proxy.port} refused the connection`);
  });

  it('names a proxy that is not a URL', async () => {
    const failure = await findPrometheus({ env: { ...env, http_proxy: 'proxy' }, cache }).catch(String);
    expect(failure).toContain('the proxy “proxy” is not a URL');
  });

  it.skipIf(!existsSync('/usr/bin/dpkg-deb'))(
    'reports bytes while apt-get downloads the distribution’s package, which itself says nothing',
    async () => {
      const tree = await mkdtemp(join(root, 'deb-'));
      await mkdir(join(tree, 'DEBIAN'), { recursive: true });
      await mkdir(join(tree, 'usr/bin'), { recursive: true });
      await writeFile(
        join(tree, 'DEBIAN/control'),
        'Package: prometheus\nVersion: 1\nArchitecture: all\nMaintainer: a <a@b.c>\nDescription: test\n',
      );
      await writeFile(join(tree, 'usr/bin/prometheus'), `#!/bin/sh\nexec ${real} "$@"\n`, { mode: 0o755 });
      await writeFile(join(tree, 'usr/filler'), randomBytes(400_000));
      await run('dpkg-deb', ['--build', tree, join(root, 'p.deb')]);
      const size = (await readFile(join(root, 'p.deb'))).length;
      const tools = await mkdtemp(join(root, 'apt-'));
      await symlink('/usr/bin/dpkg-deb', join(tools, 'dpkg-deb'));
      // As apt-get writes: the file grows in the working directory.
      const script = `#!/bin/bash
PATH=/usr/bin:/bin
case "$*" in
  *--print-uris*) echo "'http://example.org/p.deb' p.deb ${size} SHA256:0" ;;
  *) for half in 1 2; do dd if=${root}/p.deb of=p.deb bs=200000 skip=$((half - 1)) seek=$((half - 1)) count=$half status=none; sleep 1; done; cp ${root}/p.deb p.deb ;;
esac
`;
      await writeFile(join(tools, 'apt-get'), script, { mode: 0o755 });
      answer = 'missing';
      const progress: (readonly [string, number | undefined, number | undefined])[] = [];
      const PATH = `${tools}:/usr/bin:/bin`;
      const found = await findPrometheus({
        env: { ...env, PATH },
        cache,
        onProgress: (...one) => void progress.push([one[0], one[1], one[2]]),
      });
      expect(found.source).toBe('distribution package');
      const measured = progress.filter(([, done]) => done !== undefined);
      expect(measured.every(([what, , total]) => what === 'package prometheus' && total === size)).toBe(true);
      expect(measured.some(([, done]) => done! > 0 && done! < size)).toBe(true);
      expect(measured.at(-1)![1]).toBe(size);
    },
  );

  it.each<[string, () => void, RegExp]>([
    [
      'a file that is not the pinned one',
      () => (env.OBS_LAB_PROMETHEUS_SHA256 = '0'.repeat(64)),
      /checksum mismatch.*expected sha256 0{64}, got [0-9a-f]{64}/,
    ],
    ['a connection that breaks', () => (answer = 'cut'), /release tarball: 127\.0\.0\.1/],
    ['no such file', () => (answer = 'missing'), /HTTP 404/],
  ])('leaves nothing behind after %s, and says why every source failed', async (_name, spoil, message) => {
    spoil();
    const failure = await findPrometheus({ env, cache }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(BinaryNotFoundError);
    expect(failure).toMatchObject({
      code: 'NO_PROMETHEUS',
      exitCode: 4,
      message: expect.stringMatching(message) as string,
    });
    expect((failure as BinaryNotFoundError).failures.map(({ source }) => source)).toEqual([
      'OBS_LAB_PROMETHEUS_BIN',
      'PATH',
      'cache',
      'release tarball',
      'distribution package',
    ]);
    expect(await readdir(join(cache, 'prometheus'))).toEqual([]);
  });

  it('stops when it is interrupted', async () => {
    const abort = new AbortController();
    const found = findPrometheus({ env, cache, signal: abort.signal, onProgress: () => abort.abort() });
    await expect(found).rejects.toMatchObject({ name: 'AbortError' });
    expect(await readdir(join(cache, 'prometheus'))).toEqual([]);
  });
});

describe('installDirectory', () => {
  it('is filled once if several race, and cleans up after a killed one', async () => {
    const parent = await mkdtemp(join(root, 'install-'));
    const target = join(parent, 'thing');
    const dead = (await run(process.execPath, ['-p', 'process.pid'])).stdout.trim();
    await mkdir(`${target}.tmp-${dead}-00000000`);
    await mkdir(`${target}.tmp-${process.pid}-00000000`); // another's, still at work
    await Promise.all(
      Array.from({ length: 5 }, (_, i) =>
        installDirectory(target, (directory) => writeFile(join(directory, 'who'), String(i))),
      ),
    );
    expect(existsSync(join(target, 'who'))).toBe(true);
    expect((await readdir(parent)).sort()).toEqual(['thing', `thing.tmp-${process.pid}-00000000`]);
  });
});

describe('finding PostgreSQL', () => {
  it('copies the package whole, with the links that npm drops, and it runs', async () => {
    const found = await findPostgres({ env: process.env, cache: join(root, 'postgres-cache') });
    const { stdout } = await run(found.postgres, ['--version']);
    expect(stdout).toMatch(/^postgres \(PostgreSQL\) \d+/);
    if (process.platform === 'linux') {
      expect(existsSync(join(dirname(found.postgres), '..', 'lib', 'libpq.so.5'))).toBe(true);
    }
  });
});
