import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  alertmanagerSources,
  amtoolBeside,
  findAlertmanager,
} from '../../src/stack/binaries/alertmanager.js';
import { relocateTemplates } from '../../src/stack/binaries/debian-alertmanager.js';
import { listedChecksum } from '../../src/stack/binaries/download.js';
import { cacheDir } from '../../src/stack/home.js';
import { alertmanager } from '../../src/stack/services/alertmanager.js';
import { startProcess } from '../helpers/child.js';
import { freePorts } from '../helpers/ports.js';
import { until } from '../helpers/wait.js';

// A real Alertmanager with the lab's own configuration: whom an alert reaches, and which alerts others silence.

interface Alert {
  labels: Record<string, string>;
  status: { state: string; inhibitedBy: string[] };
}
interface Notification {
  receiver: string;
  groupLabels: Record<string, string>;
  alerts: { labels: Record<string, string> }[];
}

let root: string;
let server: Server;
const notifications: Notification[] = [];

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'obs-lab-test-alertmanager-'));
  server = createServer((request, response) => {
    if (request.url === '/sums') {
      return void response.end(`${'a'.repeat(64)}  one.tar.gz\n${'b'.repeat(64)} *two\n`);
    }
    if (request.url !== '/pages') return void response.writeHead(404).end();
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      notifications.push(JSON.parse(body) as Notification);
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  server.close();
  await rm(root, { recursive: true, force: true });
});

const serverPort = (): number => (server.address() as { port: number }).port;

describe('routing, grouping and inhibition', () => {
  let url: string;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    const binary = await findAlertmanager({ env: process.env, cache: cacheDir() });
    const [port = 0] = await freePorts(1);
    const context = {
      listen: { host: '127.0.0.1', port },
      addressOf: () => ({ host: '127.0.0.1', port: serverPort() }),
      learnerHost: '127.0.0.1',
      configDir: root,
      dataDir: join(root, 'data'),
      credentials: { postgresPassword: '', grafanaPassword: '' },
      isSkipped: () => false,
    };
    for (const { path, content } of alertmanager.files(context)) await writeFile(join(root, path), content);
    const cwd = join(binary.path, '..');
    const started = startProcess(binary.path, alertmanager.args(context), { cwd });
    stop = started.stop;
    url = `http://127.0.0.1:${port}`;
    await until('Alertmanager is ready', async () => {
      if (started.child.exitCode !== null) throw new Error(started.output());
      return (await fetch(`${url}/-/ready`)).ok;
    });
  });
  afterAll(() => stop?.());

  const send = async (...alerts: Record<string, string>[]): Promise<void> => {
    const now = Date.now();
    const body = JSON.stringify(
      alerts.map((labels) => ({
        labels,
        // Not earlier: a group whose alerts began before its group_wait is sent at once.
        startsAt: new Date(now).toISOString(),
        endsAt: new Date(now + 600_000).toISOString(),
      })),
    );
    const headers = { 'Content-Type': 'application/json' };
    expect((await fetch(`${url}/api/v2/alerts`, { method: 'POST', headers, body })).status).toBe(200);
  };
  const alerts = async (service: string): Promise<Record<string, string>> => {
    const found = (await (await fetch(`${url}/api/v2/alerts?filter=service="${service}"`)).json()) as Alert[];
    return Object.fromEntries(found.map(({ labels, status }) => [labels.alertname, status.state]));
  };

  it('sends the alerts of a service in one notification, pages and tickets to their receivers', async () => {
    await send(
      { alertname: 'ApiErrorRateHigh', service: 'grouped', severity: 'page' },
      { alertname: 'ApiLatencyHigh', service: 'grouped', severity: 'page' },
      { alertname: 'ApiRestarted', service: 'ticket', severity: 'ticket' },
    );
    const sent = (service: string) => () =>
      notifications.find(({ groupLabels }) => groupLabels.service === service);
    const page = await until('a page arrives', sent('grouped'));
    expect(page.receiver).toBe('pages');
    expect(page.alerts.map(({ labels }) => labels.alertname).sort()).toEqual([
      'ApiErrorRateHigh',
      'ApiLatencyHigh',
    ]);
    expect((await until('a ticket arrives', sent('ticket'))).receiver).toBe('tickets');
  });

  it.each<[string, [string, string][], Record<string, string>]>([
    [
      'a target that is down silences everything else of its service',
      [
        ['TargetDown', 'page'],
        ['ApiErrorRateHigh', 'page'],
        ['SlowScrape', 'ticket'],
      ],
      { TargetDown: 'active', ApiErrorRateHigh: 'suppressed', SlowScrape: 'suppressed' },
    ],
    [
      'a missing metric silences what is computed from it, and apparent silence',
      [
        ['MetricMissing', 'page'],
        ['ApiLatencyHigh', 'page'],
        ['TrafficSilent', 'page'],
        ['TargetFlapping', 'page'],
      ],
      {
        MetricMissing: 'active',
        ApiLatencyHigh: 'suppressed',
        TrafficSilent: 'suppressed',
        TargetFlapping: 'active',
      },
    ],
    [
      'silence silences what earlier windows still say',
      [
        ['TrafficSilent', 'page'],
        ['ApiLatencyHigh', 'page'],
      ],
      { TrafficSilent: 'active', ApiLatencyHigh: 'suppressed' },
    ],
    [
      'a page silences tickets, and no page',
      [
        ['DatabaseErrors', 'page'],
        ['DatabasePoolExhausted', 'page'],
        ['DatabaseLockWait', 'ticket'],
      ],
      { DatabaseErrors: 'active', DatabasePoolExhausted: 'active', DatabaseLockWait: 'suppressed' },
    ],
  ])('%s', async (service, list, expected) => {
    const name = service.replaceAll(/\W/g, '-');
    await send(...list.map(([alertname, severity]) => ({ alertname, severity, service: name })));
    await send({ alertname: 'ApiRestarted', severity: 'ticket', service: `${name}-2` });
    await until('they have their states', async () => {
      const states = await alerts(name);
      return Object.keys(states).length === list.length && JSON.stringify(Object.entries(states).sort());
    });
    await until('inhibition is applied', async () => {
      expect(await alerts(name)).toEqual(expected);
      return true;
    });
    // Another service is not affected.
    expect(await alerts(`${name}-2`)).toEqual({ ApiRestarted: 'active' });
  });
});

describe('finding Alertmanager', () => {
  it('comes with amtool from the distribution or the release', async () => {
    const binary = await findAlertmanager({ env: process.env, cache: cacheDir() });
    expect(binary.version).toMatch(/^\d+\.\d+\.\d+$/);
    if (binary.source === 'cache') expect(amtoolBeside(binary)).toBeDefined();
  });

  it('looks in the usual places, in this order', () => {
    expect(alertmanagerSources.map(({ name }) => name)).toEqual([
      'OBS_LAB_ALERTMANAGER_BIN',
      'PATH',
      'cache',
      'release tarball',
      'distribution package',
    ]);
  });

  it('checks a build that is not pinned against the list of its release', async () => {
    const base = `http://127.0.0.1:${serverPort()}`;
    expect(await listedChecksum(`${base}/sums`, 'one.tar.gz', { env: {} })).toBe('a'.repeat(64));
    expect(await listedChecksum(`${base}/sums`, 'two', { env: {} })).toBe('b'.repeat(64));
    await expect(listedChecksum(`${base}/sums`, 'three', { env: {} })).rejects.toThrow(
      'lists no checksum for three',
    );
    await expect(listedChecksum(`${base}/none`, 'one.tar.gz', { env: {} })).rejects.toThrow('HTTP 404');
  });
});

describe('relocateTemplates', () => {
  const installed = '/usr/share/prometheus/alertmanager';

  async function unpack(program: string): Promise<{ unpacked: string; directory: string }> {
    const directory = await mkdtemp(join(root, 'relocate-'));
    const unpacked = join(directory, 'unpacked');
    await mkdir(join(unpacked, installed), { recursive: true });
    await writeFile(join(unpacked, installed, 'default.tmpl'), 'a template');
    await writeFile(join(directory, 'prometheus-alertmanager'), program);
    return { unpacked, directory };
  }

  it('makes every compiled-in path relative, without moving a byte', async () => {
    const { unpacked, directory } = await unpack(`\0${installed}\0more${installed}/ui/\0`);
    await relocateTemplates(unpacked, directory);
    const program = await readFile(join(directory, 'prometheus-alertmanager'), 'latin1');
    expect(program).toBe(
      '\0usr/share/prometheus//alertmanager\0moreusr/share/prometheus//alertmanager/ui/\0',
    );
    expect(await readFile(join(directory, installed, 'default.tmpl'), 'utf8')).toBe('a template');
  });

  it('leaves a build alone that has its templates inside', async () => {
    const { unpacked, directory } = await unpack('a program');
    await relocateTemplates(unpacked, directory);
    expect(await readFile(join(directory, 'prometheus-alertmanager'), 'utf8')).toBe('a program');
    await expect(readFile(join(directory, installed, 'default.tmpl'))).rejects.toThrow('ENOENT');
  });
});
