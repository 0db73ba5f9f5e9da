import { spawnSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/util/package-root.js';
import { createLab, type TestLab } from '../helpers/lab.js';

interface ErrorDocument {
  error: { code: string; message: string; hints: string[] };
}

describe('user errors', () => {
  let lab: TestLab;
  beforeAll(async () => void (lab = await createLab()));
  afterAll(() => lab.close());

  const CASES: [name: string, args: string[], exitCode: number, code: string, says: RegExp][] = [
    ['unknown flag', ['up', '--nope'], 2, 'USAGE', /--nope/],
    ['unknown command', ['pu'], 2, 'UNKNOWN_COMMAND', /pu/],
    ['help for an unknown command', ['pu', '--help'], 2, 'UNKNOWN_COMMAND', /pu/],
    ['an unexpected argument', ['verify', 'foo'], 2, 'USAGE', /takes no arguments, but got: foo/],
    ['two flags that exclude each other', ['mission', '1', '--hint', '--solution'], 2, 'USAGE', /together/],
    ['bad choice', ['up', '--runtime', 'podman'], 2, 'USAGE', /podman/],
    ['bad number', ['up', '--timeout', 'soon'], 2, 'USAGE', /soon/],
    ['unknown service for a port', ['up', '--port', 'redis=1'], 2, 'USAGE', /redis=1/],
    ['port out of range', ['up', '--port', 'api=70000'], 2, 'USAGE', /65535/],
    ['two services on one port', ['up', '--port', 'api=3031'], 2, 'USAGE', /3031/],
    ['unknown service for logs', ['logs', 'redis'], 2, 'USAGE', /redis/],
    ['verify without a lab', ['verify'], 3, 'NOT_RUNNING', /not running/],
    ['status without a lab', ['status'], 3, 'NOT_RUNNING', /not running/],
    ['query without a lab', ['query', 'up'], 3, 'NOT_RUNNING', /not running/],
    ['stress without a lab', ['stress', '--tier', 'light'], 3, 'NOT_RUNNING', /not running/],
    [
      'an answer without a lab',
      ['mission', '1', '--step', 'count-requests', '--answer', 'up'],
      3,
      'NOT_RUNNING',
      /not running/,
    ],
    ['unknown tier', ['stress', '--tier', 'huge'], 2, 'UNKNOWN_TIER', /huge/],
    ['unknown step', ['mission', '1', '--step', 'nope', '--answer', 'up'], 2, 'UNKNOWN_STEP', /nope/],
    ['unknown mission', ['mission', '99'], 2, 'UNKNOWN_MISSION', /99/],
  ];
  it.each(CASES)('%s', async (_name, args, exitCode, code, says) => {
    const result = await lab.json<ErrorDocument>(args);
    expect(result.exitCode, result.stdout).toBe(exitCode);
    expect(result.json.error).toMatchObject({ code, message: expect.stringMatching(says) as string });
    expect(result.json.error.hints).toBeInstanceOf(Array);
    const plain = await lab.cli(args);
    expect(plain.exitCode).toBe(exitCode);
    expect(plain.stdout).toBe('');
    expect(plain.stderr).toMatch(says);
    expect(plain.stderr).not.toMatch(/\n\s+at .*:\d+:\d+/);
  });

  it('writes out control sequences of a Prometheus’ error and warning, and of an argument', async () => {
    const attack = '\u001B]52;c;cm0gLXJmIH4=\u0007'; // it would fill the clipboard
    const answer = {
      status: 'success',
      data: { resultType: 'vector', result: [{ metric: {}, value: [1, '1'] }] },
      warnings: [attack],
    };
    const error = { status: 'error', errorType: 'bad_data', error: `bad ${attack}` };
    let isRefused = false;
    const server = createServer((request, response) => {
      response.writeHead(isRefused ? 400 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(isRefused ? error : answer));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
    try {
      for (const args of [
        ['query', 'up', '--url', url],
        ['query', 'up', '--url', url],
        ['verify', attack],
      ]) {
        const { stdout, stderr } = await lab.cli(args);
        // eslint-disable-next-line no-control-regex
        expect(stdout + stderr).not.toMatch(/[\u0007\u001B]/);
        expect(stderr).toContain('\\u001b]52;c;');
        isRefused = true;
      }
    } finally {
      server.close();
    }
  });

  it('prints help for a topic without a subcommand, and an error with --json', async () => {
    const help = await lab.cli(['export']);
    expect([help.exitCode, help.stdout]).toEqual([0, expect.stringContaining('export compose')]);
    const { exitCode, json } = await lab.json<ErrorDocument>(['export']);
    expect([exitCode, json.error.code]).toEqual([2, 'USAGE']);
  });

  it('names the port in use, its holder and the command that avoids it', async () => {
    const server = createTcpServer();
    await new Promise<void>((resolve) => server.listen(lab.ports.api, '127.0.0.1', resolve));
    try {
      const { exitCode, json } = await lab.json<ErrorDocument>(['up', ...lab.portFlags]);
      expect(exitCode).toBe(4);
      expect(json.error.code).toBe('PORT_IN_USE');
      expect(json.error.message).toContain(String(lab.ports.api));
      if (process.platform === 'linux') expect(json.error.message).toContain(`pid ${process.pid}`);
      expect(json.error.hints.join()).toContain('obs-lab up --port auto');
    } finally {
      server.close();
    }
  });

  it('names every source of Prometheus and why it failed', async () => {
    const empty = join(lab.home.path, 'empty');
    await mkdir(empty, { recursive: true });
    const env = {
      PATH: empty,
      OBS_LAB_CACHE: empty,
      OBS_LAB_PROMETHEUS_MIRROR: `http://127.0.0.1:${lab.ports.grafana}`,
    };
    const { exitCode, json } = await lab.json<ErrorDocument>(['up', ...lab.portFlags], env);
    expect(exitCode).toBe(4);
    expect(json.error.code).toBe('NO_PROMETHEUS');
    for (const source of [
      'OBS_LAB_PROMETHEUS_BIN: not set',
      'PATH: no prometheus',
      'cache: nothing in',
      `release tarball: 127.0.0.1:${lab.ports.grafana} refused the connection`,
      'distribution package: no apt-get',
    ]) {
      expect(json.error.message).toContain(source);
    }
  });

  it('refuses an executable that does not work', async () => {
    const { exitCode, json } = await lab.json<ErrorDocument>(['up', ...lab.portFlags], {
      OBS_LAB_PROMETHEUS_BIN: '/bin/false',
    });
    expect(exitCode).toBe(4);
    expect(json.error.message).toContain('OBS_LAB_PROMETHEUS_BIN=/bin/false');
  });

  // In its own mount namespace: mounts disappear with its shell.
  const namespaces = spawnSync('unshare', ['-rm', 'true']).status === 0;
  it.skipIf(!namespaces)('reports a full disk, and down still works', async () => {
    const { path } = lab.home;
    const script = `
      mount -t tmpfs -o size=16k tmpfs "$1" && head -c 16k /dev/zero > "$1/fill" || exit 99
      OBS_LAB_HOME=$1 "$2" "$3" up --json; echo "exit $?"; OBS_LAB_HOME=$1 "$2" "$3" down; echo "exit $?"; ls "$1"`;
    const { stdout, stderr } = spawnSync(
      'unshare',
      ['-rm', 'sh', '-c', script, 'sh', path, process.execPath, join(packageRoot(), 'bin/run.js')],
      { encoding: 'utf8', env: { ...process.env, DOCKER_HOST: 'unix:///nonexistent' } },
    );
    expect(stderr).toBe('');
    expect(stdout).toMatch(/"DISK_FULL"[\s\S]*exit 4\nThe lab was not running\.\nexit 0\nfill\n$/);
  });

  it('refuses a home that can’t be created', async () => {
    const { exitCode, json } = await lab.json<ErrorDocument>(['status'], { OBS_LAB_HOME: '/dev/null/lab' });
    expect(exitCode).toBe(4);
    expect(json.error.code).toBe('HOME_UNUSABLE');
  });
});
