import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContainerInfo } from 'dockerode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imageFacts, imageName } from '../../src/stack/runtimes/docker/images.js';
import { ensureImage } from '../../src/stack/runtimes/docker/pull.js';
import type { StackStatus } from '../../src/stack/verify/status.js';
import type { VerifyResult } from '../../src/stack/verify/verify.js';
import {
  type DockerLabs,
  dockerLabs,
  type ErrorDocument,
  IN_CONTAINERS,
  toolContainers,
  withoutPrometheus,
} from '../helpers/docker-labs.js';
import { engineTraces, type TestEngine, testEngine } from '../helpers/engine.js';
import type { TestLab } from '../helpers/lab.js';
import { sampled } from '../helpers/sample.js';
import { until } from '../helpers/wait.js';

const engine = await testEngine();
if ('reason' in engine) console.log(`The tests in containers are skipped: ${engine.reason}`);

describe.runIf('docker' in engine)('the stack in containers', () => {
  const { docker } = engine as TestEngine;
  let labs: DockerLabs;
  let lab: TestLab;
  const container = (service: string) => docker.getContainer(`obs-lab-${lab.home.id}-${service}`);

  beforeAll(async () => void (labs = await dockerLabs(engine as TestEngine)));

  describe('from up to down', () => {
    beforeAll(async () => {
      lab = await labs.open();
      const { exitCode, stderr } = await lab.up(...IN_CONTAINERS);
      expect(exitCode, stderr).toBe(0);
    });
    afterAll(() => labs.close(lab));

    it('passes verify, and status names its containers', async () => {
      const status = await lab.json<StackStatus>(['status']);
      expect(status.json.runtime).toBe('docker');
      for (const service of status.json.services.filter(({ state }) => state === 'running')) {
        expect(service.container).toMatch(/^[0-9a-f]{64}$/);
      }
      expect(await lab.verified()).toMatchObject({ runtime: 'docker' });
    });

    it('listens on loopback only', async () => {
      for (const service of ['prometheus', 'alertmanager', 'postgres', 'api', 'traffic']) {
        const { HostConfig } = await container(service).inspect();
        const bindings = Object.values(
          HostConfig.PortBindings as Record<string, { HostIp: string }[]>,
        ).flat();
        // The API and the traffic have a control port too.
        expect(bindings.length).toBeGreaterThan(0);
        expect(new Set(bindings.map(({ HostIp }) => HostIp))).toEqual(new Set(['127.0.0.1']));
        expect(HostConfig.Binds ?? []).toEqual([]);
      }
    });

    it('is unchanged by another up, and can’t change its runtime', async () => {
      const before = await lab.state();
      expect((await lab.cli(['up'])).stdout).toContain('already running');
      expect((await lab.state())?.services).toEqual(before?.services);
      const switched = await lab.json<ErrorDocument>(['up', '--runtime', 'local']);
      expect(switched.exitCode).toBe(2);
      expect(switched.json.error).toMatchObject({
        code: 'STACK_DIFFERS',
        message: expect.stringContaining('running on docker') as string,
      });
    });

    describe('on a machine without Prometheus', () => {
      // Every third of them has a verdict of its own, and another program that reads the answer.
      const ANSWERS = [
        ['3', 'fix-the-page', 'missions/03-scraping/page-fixed.txt', 'pass', undefined],
        ['3', 'fix-the-page', 'missions/03-scraping/page-broken.txt', 'error', 'exposition-refused'],
        ['5', 'first-record', 'missions/05-rules/solution-rate.yml', 'pass', undefined],
        ['8', 'drop-the-users', 'missions/08-cardinality/starter-users.yml', 'wrong', 'relabel-duplicates'],
        ['5', 'first-record', 'missions/05-rules/starter-rate.yml', 'wrong', 'record-unknown'],
        ['8', 'drop-the-users', 'missions/08-cardinality/solution-users.yml', 'pass', undefined],
      ] as const;
      it.each(sampled(ANSWERS))('mission %s, %s, %s: %s', async (mission, step, answer, verdict, rule) => {
        const graded = await lab.json<{ verdict: string; diagnoses: { rule: string }[] }>(
          ['mission', mission, '--step', step, '--answer', answer],
          withoutPrometheus(lab),
        );
        expect(graded.json).toMatchObject({ verdict });
        expect(graded.json.diagnoses[0]?.rule).toBe(rule);
        expect(graded.exitCode).toBe(verdict === 'pass' ? 0 : 1);
        expect(await toolContainers(docker, lab)).toEqual([]);
      });

      it('mission check passes', async () => {
        const env = { ...withoutPrometheus(lab), OBS_LAB_MISSIONS: join(lab.home.path, 'own') };
        expect((await lab.cli(['mission', 'new', 'slow-orders'], env)).exitCode).toBe(0);
        const checked = await lab.json<{ ok: boolean }>(['mission', 'check', env.OBS_LAB_MISSIONS], env);
        expect(checked, checked.stderr).toMatchObject({ exitCode: 0, json: { ok: true } });
        expect(await toolContainers(docker, lab)).toEqual([]);
      });
    });

    it('answers queries, grades answers and shows logs', async () => {
      const query = await lab.json<{ result: unknown[] }>(['query', 'up == 1']);
      expect(query.json.result).toHaveLength(5);
      const past = await lab.json<{ result: unknown[] }>(['query', 'shop_queue_length offset 6h']);
      expect(past.json.result.length).toBeGreaterThan(0);
      const answer = 'http_requests_total{job="api"}';
      const graded = await until('the step has data', async () => {
        const result = await lab.json<{ verdict: string }>([
          'mission',
          '1',
          '--step',
          'count-requests',
          '--answer',
          answer,
        ]);
        return result.json.verdict === 'not-ready' ? undefined : result;
      });
      expect(['pass', 'wrong']).toContain(graded.json.verdict);
      const logs = await lab.json<{ lines: { line: string }[] }>(['logs', 'prometheus', '--tail', '5']);
      expect(logs.json.lines).toHaveLength(5);
      for (const { line } of logs.json.lines) expect(line).toMatch(/^(ts|time)=/);
    });

    it('reconciles a load run with the server’s counters', async () => {
      const run = await lab.json<{ reconciliation: { ok: boolean; difference: number } }>([
        'stress',
        '--tier',
        'light',
        '--duration',
        '3s',
      ]);
      expect(run.json.reconciliation).toMatchObject({ ok: true, difference: 0 });
    });

    it('breaks alerting rules in Prometheus’s container, and restores them', async () => {
      const rules = async (): Promise<string> => {
        const response = await fetch(`http://127.0.0.1:${lab.ports.prometheus}/api/v1/rules`);
        const { data } = (await response.json()) as { data: { groups: { rules: { query: string }[] }[] } };
        return JSON.stringify(data.groups.flatMap((group) => group.rules.map(({ query }) => query)));
      };
      const own = await rules();
      expect((await lab.cli(['fault', 'inject', 'broken-alert-rule'])).exitCode).toBe(0);
      await until('they are broken', async () => (await rules()) !== own);
      expect((await lab.cli(['fault', 'clear'])).stdout).toContain('broken-alert-rule has ended');
      await until('they are restored', async () => (await rules()) === own);
    });

    it('a fault leads to a page, from Alertmanager’s container to the traffic’s', async () => {
      expect((await lab.cli(['fault', 'inject', 'wrong-interface'])).exitCode).toBe(0);
      type Page = { alerts: { name: string }[]; groupLabels: { service?: string } };
      const page = await until('a page arrives', async () => {
        const response = await fetch(`http://127.0.0.1:${lab.ports.traffic}/pages`);
        const { pages } = (await response.json()) as { pages: Page[] };
        // On a machine that is busy, a scrape of another target can come too late as well.
        return pages.find(
          ({ alerts, groupLabels }) =>
            groupLabels.service === 'api' && alerts.some(({ name }) => name === 'TargetDown'),
        );
      }).finally(async () => expect((await lab.cli(['fault', 'clear'])).exitCode).toBe(0));
      expect(page).toMatchObject({ status: 'firing', receiver: 'pages' });
    });

    it('verify names a killed container, up restarts it, its rows are kept, and its log is followed', async () => {
      const headers = { 'content-type': 'application/json' };
      const items = `http://127.0.0.1:${lab.ports.api}/items`;
      const created = (await (
        await fetch(items, { method: 'POST', headers, body: '{"name":"kept"}' })
      ).json()) as { id: number };
      const followed = lab.start(['logs', 'postgres', '--follow', '--tail', '0']);
      await container('postgres').kill();
      const broken = await lab.json<VerifyResult>(['verify']);
      expect(broken.exitCode).toBe(1);
      expect(broken.json.checks.find(({ id }) => id === 'postgres.running')).toMatchObject({
        status: 'fail',
      });
      const repaired = await lab.cli(['up']);
      expect(repaired.exitCode, repaired.stderr).toBe(0);
      const kept = await until('the API has its database back', async () => {
        const response = await fetch(`${items}/${created.id}`);
        return response.ok ? ((await response.json()) as { name: string }) : undefined;
      });
      expect(kept.name).toBe('kept');
      await until('the log of its new container is followed', () =>
        followed.output().stdout.includes('ready to accept connections'),
      );
      followed.child.kill('SIGINT');
      await followed.done;
    });

    it('runs side by side with another home', async () => {
      const other = await labs.open();
      expect((await other.up(...IN_CONTAINERS, '--without', 'history')).exitCode).toBe(0);
      for (const one of [lab, other]) await one.verified();
      await labs.close(other);
      await lab.verified();
    });

    it('down cleans up by label if the record is gone, including a killed command’s containers', async () => {
      const check = lab.start(['mission', 'check'], withoutPrometheus(lab));
      // One for the lab's data, and one for the made-up worlds. The containers of promtool come and go.
      const servers = async (): Promise<ContainerInfo[]> =>
        (await toolContainers(docker, lab)).filter(({ Ports }) => Ports.length > 0);
      const tools = await until('both its Prometheus servers run', async () => {
        const all = await servers();
        return all.length === 2 && all;
      });
      // They are in use: up leaves them alone.
      expect((await lab.cli(['up'])).stderr).not.toContain('left over from a run');
      expect((await servers()).map(({ Id }) => Id).sort()).toEqual(tools.map(({ Id }) => Id).sort());
      check.child.kill('SIGKILL');
      await check.done;

      await rm(lab.home.stateFile);
      const down = await lab.cli(['down']);
      expect(down.exitCode, down.stderr).toBe(0);
      expect((await engineTraces(docker, lab.home.id)).filter((name) => !name.endsWith('-data'))).toEqual([]);
      const volumes = new Set(tools.flatMap(({ Mounts }) => Mounts.map(({ Name }) => Name as string)));
      expect(volumes.size).toBe(2);
      for (const name of volumes) {
        await expect(docker.getVolume(name).inspect()).rejects.toMatchObject({ statusCode: 404 });
      }
    });
  });

  it('Grafana, if its image is available: healthy, with its datasource and dashboards', async ({ skip }) => {
    const facts = imageFacts('grafana');
    const image = imageName(facts, process.env);
    const wish = {
      variable: facts.variable,
      signal: AbortSignal.timeout(120_000),
      onProgress: () => undefined,
    };
    const failure = await ensureImage({ docker, source: 'the tests' }, image, wish).catch(
      (error: Error) => error,
    );
    if (failure) {
      console.log(`Grafana's container is not tested: ${failure.message}`);
      skip(failure.message);
    }
    lab = await labs.open();
    const { exitCode, stderr } = await lab.up('--runtime', 'docker');
    expect(exitCode, stderr).toBe(0);
    const { json } = await lab.json<VerifyResult>(['verify']);
    for (const id of ['grafana.health', 'grafana.datasource', 'grafana.dashboards']) {
      expect(json.checks.find((check) => check.id === id)).toMatchObject({ status: 'pass' });
    }
    await labs.close(lab);
  });
});
