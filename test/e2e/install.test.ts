import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cacheDir } from '../../src/stack/home.js';
import type { StackStatus } from '../../src/stack/verify/status.js';
import { packageRoot } from '../../src/util/package-root.js';
import { createLab, type TestLab } from '../helpers/lab.js';

/** What `npm install -g` puts on a machine, and that it works without the checkout. */

const MAX_PACKAGES = 12;
const MAX_BYTES = 70e6;

let root: string;
/** npm's --prefix, empty before. */
let prefix: string;
/** obs-lab's cache: this machine's Prometheus and Alertmanager, but no PostgreSQL. */
let cache: string;
let installLog: string;
let lab: TestLab;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'obs-lab-install-'));
  await chmod(root, 0o755); // mkdtemp closes it to the user that PostgreSQL runs as
  [prefix, cache] = [join(root, 'prefix'), join(root, 'cache')];
  await mkdir(cache);
  for (const program of ['prometheus', 'alertmanager', 'blocks']) {
    const own = join(cacheDir(), program);
    if (existsSync(own)) await symlink(own, join(cache, program));
  }
  // Without scripts: dist/ is there, and other tests use it.
  await npm(packageRoot(), 'pack', '--ignore-scripts', '--pack-destination', root);
  const tarball = (await readdir(root)).find((name) => name.endsWith('.tgz')) as string;
  const { stdout, stderr } = await npm(root, 'install', '-g', '--prefix', prefix, join(root, tarball));
  installLog = stdout + stderr;
  // npm's own settings: where PostgreSQL is downloaded from.
  const settings = Object.entries(process.env).filter(([name]) => /^npm_config_/i.test(name));
  lab = await createLab({
    ...(Object.fromEntries(settings) as Record<string, string>),
    OBS_LAB_CACHE: cache,
  });
});
afterAll(async () => {
  await lab?.close();
  await rm(root, { recursive: true, force: true });
});

/** Runs npm as this machine has it configured. */
function npm(cwd: string, ...args: string[]): Promise<{ stdout: string; stderr: string }> {
  return promisify(execFile)('npm', args, { cwd });
}

/** Runs the installed command as a shell would. @throws with its output, if it fails */
async function obsLab(...args: string[]): Promise<string> {
  const { PATH = '', HOME = '' } = process.env;
  const env = { PATH: `${join(prefix, 'bin')}:${PATH}`, HOME, ...lab.env };
  return (await promisify(execFile)('obs-lab', args, { cwd: root, env })).stdout;
}

async function bytesIn(directory: string): Promise<number> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map(async ({ parentPath, name }) => (await lstat(join(parentPath, name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

it('installs few packages, and npm warns of none', async () => {
  const files = await readdir(prefix, { recursive: true });
  const packages = files.filter((file) => /node_modules\/(@[^/]+\/)?[^/]+\/package\.json$/.test(file));
  expect(packages.length).toBeLessThanOrEqual(MAX_PACKAGES);
  expect(packages).toContain('lib/node_modules/obs-lab/package.json');
  expect(installLog).not.toMatch(/warn/i);
});

it('brings the licences of what is bundled', async () => {
  const text = await readFile(join(prefix, 'lib/node_modules/obs-lab/dist/licenses.txt'), 'utf8');
  for (const name of ['react', '@oclif/core', 'express', 'uplot']) {
    expect(text).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+: MIT\\n\\n[^-]*Copyright`, 'm'));
  }
});

it('answers without a lab', async () => {
  const { version } = JSON.parse(await readFile(join(packageRoot(), 'package.json'), 'utf8')) as {
    version: string;
  };
  expect(await obsLab('--version')).toContain(`obs-lab/${version} `);
  expect(await obsLab('mission')).toContain('Start with: obs-lab mission 1');
  expect(await obsLab('promql', 'lint', 'rate(http_requests_total[1m])')).toContain('No problems found');
  expect(await obsLab('docs', 'troubleshooting')).toContain('doctor');
  const doctor = await obsLab('doctor').catch((error: { stdout: string }) => error.stdout);
  expect(doctor).toMatch(/postgres\s+not on this machine yet; up will download it \(npm registry\)/);
});

it('runs a lab, puts load on it, and reports', { timeout: 300_000 }, async () => {
  const flags = ['--without', 'history', '--without', 'grafana', '--json'];
  const { services } = JSON.parse(await obsLab('up', ...lab.portFlags, ...flags)) as StackStatus;
  expect(services.find(({ name }) => name === 'postgres')).toMatchObject({ state: 'running' });
  expect((await bytesIn(prefix)) + (await bytesIn(join(cache, 'postgres')))).toBeLessThanOrEqual(MAX_BYTES);

  expect(await obsLab('stress', '--tier', 'light', '--duration', '2s', '--users', '2')).toContain(
    'reconciled    ✓',
  );
  const page = join(root, 'report.html');
  await obsLab('report', '--output', page);
  expect(await readFile(page, 'utf8')).toMatch(/<script>\S[\s\S]{1000}/);
  await obsLab('down');
});

it('says which Node it needs on one that can’t read it', async () => {
  // Node 12 is the oldest that has ES modules; for Macs with ARM there is none before 16.
  const old = `node-${process.platform}-${process.arch}@${process.platform === 'darwin' ? 16 : 12}`;
  await npm(
    root,
    'install',
    '--prefix',
    join(root, 'old-node'),
    '--no-save',
    '--force',
    '--ignore-scripts',
    old,
  );
  const node = join(root, 'old-node', 'node_modules', old.replace(/@.*/, ''), 'bin', 'node');
  const entry = join(prefix, 'lib/node_modules/obs-lab/bin/run.js');
  const failure = await promisify(execFile)(node, [entry, 'up']).then(
    () => undefined,
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
  expect(failure).toMatchObject({ code: 4, stdout: '' });
  expect(failure?.stderr).toMatch(
    /^✗ obs-lab needs Node 20\.19 or later; this is v1\d\.\S+\.\n→ Install a newer one: \S+\n$/,
  );
});
