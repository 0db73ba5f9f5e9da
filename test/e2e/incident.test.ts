import { execFileSync } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IncidentReport } from '../../src/incidents/debrief/report.js';
import { knownFault } from '../../src/incidents/plan/faults.js';
import { planIncident } from '../../src/incidents/plan/plan.js';
import type { IncidentList } from '../../src/incidents/saved/trend.js';
import type { IncidentStatus } from '../../src/incidents/session/status.js';
import { startIdOf } from '../../src/stack/processes.js';
import { createLab, type TestLab } from '../helpers/lab.js';
import { until } from '../helpers/wait.js';

// Two incidents in scripts, whose commands are killed: `down` ends one of them, and the other is solved.

/** One fault, error-burst at high intensity: cheap for the machine, and clear. */
const SEED = 6;
const [planned] = planIncident(SEED, 1).faults;
const fault = knownFault(planned!.id);

/** An action that doesn’t help is watched for 50 s. */
const LONG = 300_000;

let lab: TestLab;
beforeAll(async () => {
  lab = await createLab();
  const { exitCode, stderr } = await lab.up('--without', 'grafana', '--without', 'history');
  expect(exitCode, stderr).toBe(0);
});
afterAll(() => lab.close());

const incident = <T>(...args: string[]) => lab.json<T>(['incident', ...args]);
const codeOf = async (...args: string[]) => {
  const { exitCode, json } = await lab.json<{ error: { code: string } }>(args);
  return { exitCode, code: json.error.code };
};

it('is what this test expects', () => expect(fault.id).toBe('error-burst'));

it('needs an open incident', async () => {
  for (const args of [['status'], ['answer', 'began', '1m'], ['mitigate', 'restart'], ['finish'], ['stop']]) {
    expect(await codeOf('incident', ...args)).toEqual({ exitCode: 1, code: 'INCIDENT_NONE' });
  }
});

/** Starts an incident, and kills the command as soon as the incident is open. */
async function startAndKill(): Promise<void> {
  const running = lab.start(['incident', 'start', '--seed', String(SEED)]);
  await until('the incident is open', async () => (await incident('status')).exitCode === 0, 120);
  running.child.kill('SIGKILL');
  await running.done;
}

it('ends with `down`', async () => {
  await startAndKill();
  expect((await lab.cli(['down'])).exitCode).toBe(0);
  const again = await lab.up('--without', 'grafana', '--without', 'history');
  expect(again.exitCode, again.stderr).toBe(0);
  expect(await codeOf('incident', 'status')).toEqual({ exitCode: 1, code: 'INCIDENT_NONE' });
  expect(await lab.verified()).toMatchObject({ faults: [] });
});

describe('an incident that is solved', () => {
  let status: IncidentStatus;

  it('pages though its command was killed, and names no fault anywhere', async () => {
    await startAndKill();
    const { exitCode, json, stderr } = await incident<IncidentStatus>('status', '--wait');
    expect(exitCode, stderr).toBe(0);
    status = json;
    expect(status).toMatchObject({ seed: SEED, difficulty: 1, state: 'paged' });
    expect(status.page?.text).not.toBe('');

    const metrics = await Promise.all(
      [lab.ports.api, lab.ports.traffic].map(async (port) =>
        (await fetch(`http://127.0.0.1:${port}/metrics`)).text(),
      ),
    );
    const shown = await Promise.all(
      [['status'], ['verify'], ['logs', '--tail', '500'], ['status', '--json']].map((args) => lab.cli(args)),
    );
    const files = await readdir(lab.home.path, { recursive: true, withFileTypes: true });
    const written = await Promise.all(
      files
        .filter((file) => file.isFile() && !file.parentPath.includes('/data'))
        .map((file) => readFile(join(file.parentPath, file.name), 'utf8')),
    );
    const everything = [
      ...metrics,
      ...shown.map(({ stdout }) => stdout),
      ...written,
      execFileSync('ps', ['-eo', 'args']).toString(),
    ];
    for (const text of everything) {
      // The processes of the machine include other tests: only whole names of this lab's fault count.
      expect(text).not.toContain(fault.title);
      expect(text).not.toMatch(new RegExp(`(?<![\\w-])${fault.id}(?![\\w-])`));
    }
    expect((await stat(join(lab.home.path, 'incident.json'))).mode & 0o777).toBe(0o600);
    // The process that restores broken rules runs in every incident, so that it is no hint.
    const lease = await readFile(join(lab.home.path, 'lease.json'), 'utf8');
    expect(await startIdOf((JSON.parse(lease) as { keeper: { pid: number } }).keeper.pid)).toBeDefined();
    const list = await lab.json<{ blind: boolean; faults: { active: unknown }[] }>(['fault', 'list']);
    expect(list.json.blind).toBe(true);
    expect(list.json.faults.every(({ active }) => active === null)).toBe(true);
    expect(await codeOf('fault', 'clear')).toEqual({ exitCode: 1, code: 'INCIDENT_OPEN' });
    expect(await codeOf('fault', 'inject', 'table-lock')).toEqual({ exitCode: 1, code: 'INCIDENT_OPEN' });
    expect(await codeOf('incident', 'start')).toEqual({ exitCode: 1, code: 'INCIDENT_OPEN' });
  });

  it('takes answers, and refuses what is none', async () => {
    const paged = Date.parse(status.page!.at) / 1000;
    // Without alerting rules the call comes 15 s after the beginning.
    expect((await incident('answer', 'began', String(paged - 15))).exitCode).toBe(0);
    expect((await incident('answer', 'origin', 'post-items')).exitCode).toBe(0);
    expect((await incident('answer', 'cause', fault.id)).exitCode).toBe(0);
    const evidence = fault.evidence.find((item) => item.kind === 'promql')!;
    expect((await incident('answer', 'evidence', evidence.expr)).exitCode).toBe(0);
    expect((await incident('query', 'up')).exitCode).toBe(0);
    const failed =
      'sum(increase(http_requests_total{route=~"/items.*",status="500"}[20s])) / sum(increase(http_requests_total{route=~"/items.*"}[20s]))';
    const { json } = await incident<{ result: { value: [number, string] }[] }>('query', failed);
    const percent = Math.round(Number(json.result[0]!.value[1]) * 100);
    expect((await incident('answer', 'blast', `${percent}%`)).exitCode).toBe(0);
    expect(await codeOf('incident', 'answer', 'cause', 'gremlins')).toEqual({
      exitCode: 2,
      code: 'ANSWER_INVALID',
    });
    expect(await codeOf('incident', 'answer', 'reason', 'x')).toEqual({ exitCode: 2, code: 'FIELD_UNKNOWN' });
    expect(await codeOf('incident', 'mitigate', 'pray')).toEqual({ exitCode: 2, code: 'ACTION_UNKNOWN' });
  });

  it(
    'is not well because its traffic stopped',
    async () => {
      await fetch(`http://127.0.0.1:${lab.ports.traffic}/pause`, {
        method: 'POST',
        body: '{"seconds": 300}',
      });
      const mitigated = await incident<{ problem: string }>('mitigate', 'do-nothing');
      await fetch(`http://127.0.0.1:${lab.ports.traffic}/resume`, { method: 'POST' });
      expect(mitigated).toMatchObject({ exitCode: 1, json: { held: false, problem: 'quiet' } });
    },
    LONG,
  );

  it('recovers after the right action, and scores all but what the other one costs', async () => {
    const { exitCode, json, stdout } = await incident<{ held: boolean }>('mitigate', 'disable-feature');
    expect(exitCode, stdout).toBe(0);
    expect(json).toMatchObject({ action: 'disable-feature', held: true });
    const output = join(lab.home.path, 'postmortem.md');
    const finished = await incident<IncidentReport>('finish', '--output', output);
    const notRight = finished.json.fields.filter(({ verdict }) => verdict !== 'right');
    expect(notRight).toMatchObject([{ field: 'mitigation', verdict: 'partly', points: 15 }]);
    expect(finished.json).toMatchObject({ score: 95, passed: true, queries: 2 });
    expect(finished.exitCode).toBe(0);
    expect(finished.json.decoys.length).toBeGreaterThan(2);
    const written = await readFile(output, 'utf8');
    expect(written).toContain('## Timeline');
    expect(written).toMatch(/```text\n[\s\S]*┤/);
    const { json: list } = await incident<IncidentList>('list');
    expect(list.incidents).toMatchObject([{ seed: SEED, score: 95, faults: [fault.id] }]);
    expect(list.trend).toMatchObject({ recentScore: 95, earlierScore: null });
  });
});
