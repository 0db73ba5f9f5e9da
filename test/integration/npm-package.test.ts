import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ChecksumError } from '../../src/stack/binaries/binary.js';
import { unpackNpmPackage } from '../../src/stack/binaries/npm-package.js';

/** The real npm, on a registry that has one package. */

const run = promisify(execFile);
const pinned = { name: '@lab/fixture', version: '1.0.0' };
let root: string;
let registry: Server;
let env: NodeJS.ProcessEnv;
let integrity: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'obs-lab-test-npm-'));
  const source = join(root, 'package');
  await mkdir(join(source, 'native/bin'), { recursive: true });
  await writeFile(join(source, 'package.json'), JSON.stringify(pinned));
  for (const file of ['bin/program', 'library.a']) await writeFile(join(source, 'native', file), file);
  await run('npm', ['pack', '--ignore-scripts', '--pack-destination', source], { cwd: source });
  const packed = await readFile(join(source, 'lab-fixture-1.0.0.tgz'));
  integrity = `sha512-${createHash('sha512').update(packed).digest('base64')}`;
  registry = createServer((request, response) => {
    if (request.url === '/fixture.tgz') return void response.end(packed);
    const dist = { tarball: `http://${request.headers.host}/fixture.tgz`, integrity };
    const versions = { '1.0.0': { ...pinned, dist } };
    response.end(JSON.stringify({ name: pinned.name, 'dist-tags': { latest: '1.0.0' }, versions }));
  });
  await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(registry.address() as { port: number }).port}/`;
  env = { PATH: process.env.PATH, HOME: source, npm_config_registry: url, NO_PROXY: '127.0.0.1' };
});
afterAll(async () => {
  registry.close();
  await rm(root, { recursive: true, force: true });
});

const unpack = async (expected: string, environment = env): Promise<string> => {
  const directory = await mkdtemp(join(root, 'unpacked-'));
  const to = { folder: 'native', exclude: ['*.a'], directory };
  await unpackNpmPackage({ ...pinned, integrity: expected }, to, { env: environment });
  return directory;
};

it('an npm package is downloaded by npm, from the registry that npm uses', async () => {
  const directory = await unpack(integrity);
  expect((await readdir(directory, { recursive: true })).sort()).toEqual(['bin', 'bin/program']);
});

it('an npm package is refused if it is not the pinned one, whatever the registry says', async () => {
  const failure = await unpack(`sha512-${'A'.repeat(86)}==`).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ChecksumError);
  expect((failure as Error).message).toMatch(
    /^checksum mismatch for @lab\/fixture@1\.0\.0: expected sha512-A/,
  );
});

it('says in one line why npm could not get a package', async () => {
  const offline = {
    ...env,
    npm_config_registry: 'http://127.0.0.1:1/',
    npm_config_fetch_retry_mintimeout: '1',
  };
  await expect(unpack(integrity, offline)).rejects.toThrow(/^npm: .*ECONNREFUSED.*$/);
});
