import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
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
    const found = await findPostgres(join(root, 'postgres-cache'));
    const { stdout } = await run(found.postgres, ['--version']);
    expect(stdout).toMatch(/^postgres \(PostgreSQL\) \d+/);
    if (process.platform === 'linux') {
      expect(existsSync(join(dirname(found.postgres), '..', 'lib', 'libpq.so.5'))).toBe(true);
    }
  });
});
