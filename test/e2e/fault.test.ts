import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ActiveFault } from '../../src/faults/active.js';
import type { ClearedFaults } from '../../src/faults/clear.js';
import type { InjectedFault } from '../../src/faults/inject.js';
import type { FaultList } from '../../src/faults/list.js';
import { startIdOf } from '../../src/stack/processes.js';
import type { StackStatus } from '../../src/stack/verify/status.js';
import type { VerifyResult } from '../../src/stack/verify/verify.js';
import { createLab, type TestLab } from '../helpers/lab.js';
import { until } from '../helpers/wait.js';

// A fault as a user sees it, from the command that injects it to the symptom in Prometheus and back.

let lab: TestLab;

beforeAll(async () => {
  lab = await createLab();
});
afterAll(() => lab.close());

const up = async (): Promise<void> => {
  const { exitCode, stderr } = await lab.up('--without', 'grafana', '--without', 'history');
  expect(exitCode, stderr).toBe(0);
};

async function activeIds(): Promise<string[]> {
  const { json } = await lab.json<FaultList>(['fault', 'list']);
  return json.faults.filter(({ active }) => active).map(({ id }) => id);
}

async function holds(expr: string): Promise<boolean> {
  const { json } = await lab.json<{ result: unknown[] }>(['query', expr]);
  return json.result.length > 0;
}

const errorOf = async (...args: string[]) => {
  const { exitCode, json } = await lab.json<{ error: { code: string; hints: string[] } }>(['fault', ...args]);
  return { exitCode, code: json.error.code, hint: json.error.hints[0] };
};

describe('without a running lab', () => {
  it('lists all faults, none of them in effect', async () => {
    const { exitCode, json } = await lab.json<FaultList>(['fault', 'list']);
    expect(exitCode).toBe(0);
    expect(json.faults).toHaveLength(18);
    expect(json.faults.filter(({ active }) => active)).toEqual([]);
  });

  it('injects and clears nothing', async () => {
    const notRunning = { exitCode: 3, code: 'NOT_RUNNING', hint: 'Start it: obs-lab up' };
    expect(await errorOf('inject', 'table-lock')).toEqual(notRunning);
    expect(await errorOf('clear')).toEqual(notRunning);
  });

  it('rejects a wrong name, duration or intensity before it looks for a lab', async () => {
    const wrongName = { exitCode: 2, code: 'FAULT_UNKNOWN', hint: 'Did you mean: table-lock' };
    expect(await errorOf('inject', 'tabel-lock')).toEqual(wrongName);
    expect(await errorOf('clear', 'table-lok')).toEqual(wrongName);
    for (const duration of ['2h', '0s', 'soon']) {
      expect(await errorOf('inject', 'table-lock', '--for', duration)).toMatchObject({
        exitCode: 2,
        code: 'DURATION_INVALID',
      });
    }
    expect(await errorOf('inject', 'table-lock', '--intensity', 'extreme')).toMatchObject({
      exitCode: 2,
      code: 'USAGE',
    });
  });
});

describe('in a running lab', () => {
  beforeAll(up);
  afterEach(async () => void (await lab.cli(['fault', 'clear'])));

  it('keeps the token to its user, and off the metrics', async () => {
    const { controlToken } = JSON.parse(await readFile(`${lab.home.path}/credentials.json`, 'utf8')) as {
      controlToken: string;
    };
    expect(controlToken).toMatch(/^[0-9a-f]{24}$/);
    const port = (await lab.state())?.ports.apiControl;
    const url = `http://127.0.0.1:${port}/list`;
    expect((await fetch(url)).status).toBe(401);
    const headers = { Authorization: `Bearer ${controlToken}` };
    expect((await fetch(url, { headers })).status).toBe(200);
    expect((await fetch(url, { headers: { ...headers, Origin: 'http://localhost' } })).status).toBe(403);
    const page = await (await fetch(`http://127.0.0.1:${lab.ports.api}/metrics`)).text();
    expect(page).not.toContain(controlToken);
  });

  it('injects a fault, whose symptom holds until it is cleared', async () => {
    const { exitCode, json, stderr } = await lab.json<InjectedFault>([
      'fault',
      'inject',
      'table-lock',
      '--intensity',
      'low',
      '--for',
      '10m',
    ]);
    expect(exitCode, stderr).toBe(0);
    expect(json).toMatchObject({
      id: 'table-lock',
      hits: 'the items table',
      intensity: 'low',
      state: 'active',
      remainingSeconds: 600,
    });
    await until('the symptom holds', () => holds(json.symptom));
    expect(await activeIds()).toEqual(['table-lock']);

    const [status, verified] = await Promise.all([
      lab.json<StackStatus & { faults: ActiveFault[] }>(['status']),
      lab.json<VerifyResult & { faults: ActiveFault[] }>(['verify']),
    ]);
    for (const { faults } of [status.json, verified.json]) {
      expect(faults).toMatchObject([{ id: 'table-lock', hits: 'the items table', intensity: 'low' }]);
      expect(faults[0]?.remainingSeconds).toBeGreaterThan(60);
      expect(faults[0]?.remainingSeconds).toBeLessThan(600);
    }
    for (const command of ['status', 'verify']) {
      const { stdout } = await lab.cli([command]);
      expect(stdout).toMatch(/! table-lock \(low\) hits the items table, ends in \d+ min/);
    }

    const cleared = await lab.json<ClearedFaults>(['fault', 'clear', 'table-lock']);
    expect(cleared).toMatchObject({ exitCode: 0, json: { cleared: ['table-lock'], ending: [] } });
    await until('the symptom is gone', async () => !(await holds(json.symptom)));
    expect((await lab.cli(['status'])).stdout).not.toContain('table-lock');
    expect((await lab.cli(['fault', 'clear'])).stdout).toContain('No fault was in effect.');
  });

  it('finds failed requests in the log', async () => {
    expect((await lab.cli(['fault', 'inject', 'error-burst', '--intensity', 'high'])).exitCode).toBe(0);
    const filters = ['--status', '500', '--route', '/items', '--since', '1m', '--tail', '5'];
    const requests = await until('one is logged', async () => {
      const { json } = await lab.json<{ lines: { service: string; line: string }[] }>(['logs', ...filters]);
      const found = json.lines.map(({ line }) => JSON.parse(line) as Record<string, unknown>);
      return found.some(({ method, error }) => method === 'POST' && error === 'query') && found;
    });
    expect(requests.length).toBeLessThanOrEqual(5);
    for (const request of requests) {
      expect(request).toMatchObject({ event: 'request', route: '/items', status: 500 });
    }
    expect((await lab.cli(['logs', 'postgres', '--status', '500'])).exitCode).toBe(2);
    expect((await lab.cli(['logs', '--status', 'ok'])).exitCode).toBe(2);
  });

  it('ends a fault of the traffic by itself, even if obs-lab was killed', async () => {
    const running = lab.start(['fault', 'inject', 'traffic-drop', '--for', '15s']);
    await until('it is in effect', async () => (await activeIds()).includes('traffic-drop'));
    running.child.kill('SIGKILL');
    await until('it has ended', async () => (await activeIds()).length === 0);
  });

  it('breaks an alerting rule until the lease ends, even if the process that waits for that is killed', async () => {
    const exprs = async (): Promise<string[]> => {
      const url = `http://127.0.0.1:${lab.ports.prometheus}/api/v1/rules`;
      const { data } = (await (await fetch(url)).json()) as {
        data: { groups: { rules: { query: string }[] }[] };
      };
      return data.groups.flatMap(({ rules }) => rules.map(({ query }) => query));
    };
    const keeper = async (): Promise<number> => {
      const text = await readFile(`${lab.home.path}/lease.json`, 'utf8');
      return (JSON.parse(text) as { keeper: { pid: number } }).keeper.pid;
    };
    const own = await exprs();
    const broken = async () => JSON.stringify(await exprs()) !== JSON.stringify(own);
    const inject = ['fault', 'inject', 'broken-alert-rule', '--intensity', 'high', '--for'];

    // The process that waits restores them.
    expect((await lab.cli([...inject, '3s'])).exitCode).toBe(0);
    await until('the rules are broken', broken);
    await until('the rules are restored', async () => !(await broken()));
    expect(await activeIds()).toEqual([]);

    // Without it, the next command does. `up` on a running lab leaves the fault alone.
    expect((await lab.cli([...inject, '12s'])).exitCode).toBe(0);
    await until('the rules are broken', broken);
    const { stderr } = await lab.cli(['up']);
    expect(stderr).not.toContain('left over');
    expect(await activeIds()).toEqual(['broken-alert-rule']);
    process.kill(await keeper(), 'SIGKILL');
    await until('it is no longer listed', async () => (await activeIds()).length === 0);
    expect(await broken()).toBe(false);

    // `fault clear` ends it at once, and the process with it.
    expect((await lab.cli([...inject, '10m'])).exitCode).toBe(0);
    await until('the rules are broken', broken);
    const pid = await keeper();
    // Neither the process nor its file says what it waits for.
    const cmdline = await readFile(`/proc/${pid}/cmdline`, 'utf8');
    expect(cmdline.split('\0')[1]).toMatch(/stack\/lease\/main\.js$/);
    expect(await readFile(`/proc/${pid}/environ`, 'utf8')).not.toMatch(/broken-|alert-rule|rules/i);
    expect(await readFile(`${lab.home.path}/lease.json`, 'utf8')).not.toMatch(/rule|alert|high/i);
    const cleared = await lab.json<ClearedFaults>(['fault', 'clear', 'broken-alert-rule']);
    expect(cleared.json).toEqual({ cleared: ['broken-alert-rule'], ending: [] });
    await until('the rules are restored', async () => !(await broken()));
    expect(await startIdOf(pid)).toBeUndefined();
  });

  it('clears all faults of all programs at once', async () => {
    for (const name of ['wrong-interface', 'client-flood']) {
      expect((await lab.cli(['fault', 'inject', name, '--intensity', 'low'])).exitCode).toBe(0);
    }
    expect((await activeIds()).sort()).toEqual(['client-flood', 'wrong-interface']);
    await expect(fetch(`http://127.0.0.1:${lab.ports.api}/health`)).rejects.toThrow();
    const { json } = await lab.json<ClearedFaults>(['fault', 'clear']);
    expect(json.cleared.sort()).toEqual(['client-flood', 'wrong-interface']);
    await until('the API answers', async () => (await fetch(`http://127.0.0.1:${lab.ports.api}/ready`)).ok);
  });

  it('is begun by a mission step, hidden if the step says so, and ends with the action or the next step', async () => {
    const answer = async (step: string, text: string) =>
      (await lab.json<{ verdict: string }>(['mission', 'on-call', '--step', step, '--answer', text])).json
        .verdict;
    // The first answer begins it: nobody can have looked at it yet.
    expect(await answer('rebind', 'rebind')).toBe('not-ready');
    expect(await activeIds()).toEqual(['wrong-interface']);
    expect(await answer('rebind', 'roll-back')).toBe('wrong');
    expect(await answer('rebind', 'rebind')).toBe('pass');
    expect(await activeIds()).toEqual([]);

    expect(await answer('name-the-cause', 'c')).toBe('not-ready');
    const { json } = await lab.json<FaultList>(['fault', 'list']);
    expect(json).toMatchObject({ blind: true });
    expect(await activeIds()).toEqual([]);
    expect((await errorOf('clear', 'table-lock')).code).toBe('STEP_OPEN');
    const started = await lab.json<{ error: { code: string; message: string } }>(['incident', 'start']);
    expect(started.json.error).toMatchObject({ code: 'STEP_OPEN' });
    expect(started.json.error.message).toContain('name-the-cause');
    expect(await readFile(`${lab.home.path}/step-fault.json`, 'utf8')).not.toContain('driver');
    expect(await answer('name-the-cause', 'c')).toBe('pass');
    // It can also be ended without an answer, and is not named.
    const ended = await lab.json<ClearedFaults>(['fault', 'clear']);
    expect(ended.json).toEqual({ cleared: [], ending: [], step: 'name-the-cause' });
    expect(await answer('name-the-cause', 'c')).toBe('not-ready');
    // A step without a fault ends it.
    await answer('write-it-up', 'a,c');
    expect(await lab.json<ClearedFaults>(['fault', 'clear'])).toMatchObject({ json: { cleared: [] } });
  });

  it('leaves no fault after `down` and `up`', async () => {
    for (const name of ['table-lock', 'missing-index', 'bad-release', 'traffic-drop', 'broken-alert-rule']) {
      const { exitCode, stderr } = await lab.cli(['fault', 'inject', name, '--intensity', 'low']);
      expect(exitCode, stderr).toBe(0);
    }
    const down = await lab.json<{ upAgain: string }>(['down']);
    expect(down.exitCode).toBe(0);
    expect(down.json.upAgain).toBe('obs-lab up');
    expect(await activeIds()).toEqual([]);
    await up();
    expect(await activeIds()).toEqual([]);
    expect(await lab.verified()).toMatchObject({ faults: [] });
    const page = await (await fetch(`http://127.0.0.1:${lab.ports.api}/metrics`)).text();
    expect(page).toMatch(/^obs_lab_build_info\{version="0\.1\.0",/m);
    expect(page).toMatch(/^pg_locks_count\{[^}]*mode="accessexclusivelock"\} 0$/m);
    expect(await holds('increase(pg_stat_user_tables_seq_tup_read{relname="item_recalls"}[3s]) > 0')).toBe(
      false,
    );
  });
});
