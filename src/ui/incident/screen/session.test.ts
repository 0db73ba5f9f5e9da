import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { demoTools } from '../../../../test/fixtures/mission-view.js';
import { UsageError } from '../../../errors.js';
import { FIELDS } from '../../../incidents/grading/types.js';
import type { IncidentStatus } from '../../../incidents/session/status.js';
import type { KeyAction } from '../../terminal/keys.js';
import { lineWidth, plainText } from '../../text/line.js';
import { incidentScreen } from './screen-text.js';
import { type IncidentActions, type IncidentSession, startIncidentSession } from './session.js';
import { PANELS } from './state.js';

const AT = '2026-11-22T12:00:00.000Z';
const PAGE: IncidentStatus['page'] = {
  at: AT,
  from: 'alert',
  text: 'TargetDown: Prometheus can’t scrape api',
  alerts: [
    { name: 'TargetDown', labels: { job: 'api', service: 'api' }, summary: 'Prometheus can’t scrape api' },
  ],
};

function statusOf(change: Partial<IncidentStatus> = {}): IncidentStatus {
  const page = change.page ?? null;
  return {
    id: '20261122-120000',
    seed: 7,
    difficulty: 1,
    startedAt: AT,
    state: page ? 'paged' : 'waiting',
    page,
    elapsedSeconds: page ? 0 : null,
    fields: FIELDS.map((field) => ({
      field,
      form: 'how it is written',
      options: field === 'origin' ? [{ id: 'items-table', text: 'the items table in PostgreSQL' }] : [],
      answer: null,
    })),
    actions: [],
    recovered: null,
    queries: 0,
    ...change,
  };
}

/** What the session asked for, in order. */
let asked: string[];
let status: IncidentStatus;
let failure: Error | undefined;
/** Ends the mitigation that is being carried out. */
let settle: () => void;
let progress: (line: string) => void;
let session: IncidentSession;

const actions: IncidentActions = {
  async refresh() {
    if (failure) throw failure;
    return status;
  },
  async answer(field, text) {
    asked.push(`${field}=${text}`);
    if (text === 'nonsense') {
      throw new UsageError('“nonsense” is not an option for origin.', { hints: ['Did you mean: nowhere'] });
    }
    return status;
  },
  async mitigate(action, told) {
    asked.push(`mitigate ${action}`);
    if (action === 'pray') throw new UsageError('Unknown action: pray', { hints: ['The actions are: …'] });
    progress = told;
    await new Promise<void>((resolve) => (settle = resolve));
    status = { ...status, recovered: true, state: 'recovered' };
    return { status, outcome: 'the service has recovered' };
  },
  async countQuery() {
    asked.push('query');
    return status;
  },
  async logs(filter) {
    asked.push(`logs ${filter}`);
    return ['{"event":"request","status":500}'];
  },
  async alerts() {
    asked.push('alerts');
    return [];
  },
};

const KEYS: Readonly<Record<string, KeyAction>> = {
  enter: { type: 'enter' },
  down: { type: 'edit', edit: { type: 'newer' } },
  up: { type: 'edit', edit: { type: 'older' } },
};

/** Keys: a name of {@link KEYS}, `^X`, or text to type. */
async function press(...keys: string[]): Promise<void> {
  for (const key of keys) {
    const control = /^\^([A-Z])$/.exec(key)?.[1];
    session.press(
      control !== undefined
        ? { type: 'control', letter: control.toLowerCase() as 'x' }
        : (KEYS[key] ?? { type: 'edit', edit: { type: 'insert', text: key } }),
    );
    await vi.advanceTimersByTimeAsync(0);
  }
}

async function open(first: IncidentStatus): Promise<void> {
  status = first;
  const { promql } = demoTools().languages;
  session = startIncidentSession({
    status,
    history: [],
    dashboards: ['In another terminal: obs-lab dashboard service'],
    actions,
    openTools: () => ({
      promql,
      preview: { ...demoTools().preview, refresh: () => void asked.push('refresh') },
    }),
  });
  await vi.advanceTimersByTimeAsync(0);
}

/** The line with the keys. */
const footer = (): string =>
  plainText(incidentScreen(session.view(), { columns: 80, rows: 24 }).lines.at(-1)!);

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse(AT) });
  asked = [];
  failure = undefined;
});
afterEach(() => {
  session.end('left');
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

describe('before the page', () => {
  beforeEach(() => open(statusOf()));

  test('shows the query panel, and nothing can be reported or graded', async () => {
    expect(session.view().panel).toBe('query');
    await press('^P', '2m', 'enter');
    expect(session.view().notice).toBe('There is no page yet.');
    await press('^X');
    expect(session.view().notice).toMatch(/^There is no page yet/);
    expect(asked).toEqual([]);
  });

  test('the page arrives with the next look, a second later', async () => {
    status = statusOf({ page: PAGE });
    await vi.advanceTimersByTimeAsync(1000);
    expect(session.view()).toMatchObject({ notice: 'You are paged.', status: { state: 'paged' } });
    await vi.advanceTimersByTimeAsync(5000);
    expect(session.view().now).toBe(Date.parse(AT) / 1000 + 6);
  });

  test('a lab that fails ends the session with its error', async () => {
    failure = new Error('The incident is closed.');
    const ended = expect(session.ended).rejects.toThrow('The incident is closed.');
    await vi.advanceTimersByTimeAsync(1000);
    await ended;
  });
});

describe('after the page', () => {
  beforeEach(() => open(statusOf({ page: PAGE })));

  test('reports one field after the other, and shows what is refused', async () => {
    expect(session.view()).toMatchObject({ panel: 'report', field: 'began' });
    await press('2m', 'enter');
    expect(session.view()).toMatchObject({ notice: 'began is saved.', field: 'origin' });
    await press('nonsense', 'enter');
    expect(session.view()).toMatchObject({
      field: 'origin',
      notice: '“nonsense” is not an option for origin. Did you mean: nowhere',
    });
    expect(session.view().answer.input.text).toBe('nonsense');
    expect(asked).toEqual(['began=2m', 'origin=nonsense']);
    await press('up', 'up');
    expect(session.view().field).toBe('mitigation');
  });

  test('after the last answer the field stays', async () => {
    const fields = status.fields.map((each) => ({ ...each, answer: each.field === 'began' ? null : 'x' }));
    status = { ...status, fields };
    await press('2m');
    status = { ...status, fields: fields.map((each) => ({ ...each, answer: 'x' })) };
    await press('enter');
    expect(session.view()).toMatchObject({ notice: 'began is saved.', field: 'began' });
  });

  test('an action keeps the screen busy, with a line about the service, until it is healthy', async () => {
    await press('up', 'rebind', 'enter');
    expect(session.view()).toMatchObject({ busy: true, notice: 'rebind: the lab carries it out…' });
    progress('12 s: requests are fine');
    expect(session.view().notice).toBe('rebind: 12 s: requests are fine');
    expect(footer()).toMatch(/^the other keys .* \^C leave$/);
    await press('restart', 'enter');
    expect(asked).toEqual(['mitigate rebind']);
    settle();
    await vi.advanceTimersByTimeAsync(0);
    expect(session.view()).toMatchObject({ busy: false, notice: 'rebind: the service has recovered.' });
  });

  test('an unknown action stays in the line, to be corrected', async () => {
    await press('up', 'pray', 'enter');
    expect(session.view()).toMatchObject({ busy: false, notice: 'Unknown action: pray' });
    expect(session.view().answer.input.text).toBe('pray');
  });

  test('a query is counted, and becomes the evidence', async () => {
    await press('^Q', 'up == 0', 'enter', '^V');
    expect(asked).toEqual(['refresh', 'query', 'evidence=up == 0']);
    expect(session.view().notice).toBe('The query is saved as evidence.');
  });

  test('the result of the query stays up to date', async () => {
    await press('^Q', 'up == 0');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked).toEqual(['refresh', 'refresh']);
    await press('^S');
    asked = [];
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked).not.toContain('refresh');
  });

  test('a filter of the log is looked up at once', async () => {
    await press('^S', '5xx', 'enter');
    expect(asked.at(-1)).toBe('logs 5xx');
    expect(session.view().logs).toHaveLength(1);
  });

  test('a filter that is typed while a slow look is under way is looked up after it', async () => {
    await press('^S');
    let slow: () => void = () => undefined;
    const { refresh } = actions;
    actions.refresh = async () => {
      await new Promise<void>((resolve) => (slow = resolve));
      return status;
    };
    await vi.advanceTimersByTimeAsync(1000);
    actions.refresh = refresh;
    await press('5xx', 'enter');
    expect(asked.at(-1)).toBe('logs ');
    slow();
    await vi.advanceTimersByTimeAsync(0);
    expect(asked.at(-1)).toBe('logs 5xx');
  });

  test('Ctrl-X closes it the second time, and another key in between calls that off', async () => {
    await press('^X', 'down', '^X');
    expect(session.view().closing).toBe(true);
    await press('^X');
    expect(await session.ended).toBe('finished');
  });

  test('Ctrl-C leaves it open, even while an action is carried out', async () => {
    await press('up', 'rebind', 'enter', '^C');
    expect(await session.ended).toBe('left');
    settle();
  });

  test.each([
    [80, 24],
    [60, 16],
    [120, 40],
  ])('every panel fits into %i × %i', async (columns, rows) => {
    for (let i = 0; i < PANELS.length; i++) {
      const { panel } = session.view();
      const { lines, cursor } = incidentScreen(session.view(), { columns, rows });
      expect(lines.length, panel).toBeLessThan(rows);
      for (const each of lines) expect(lineWidth(each), plainText(each)).toBeLessThan(columns);
      if (cursor) expect(cursor.y).toBeLessThan(lines.length);
      // No key is cut off.
      if (columns >= 80) expect(plainText(lines.at(-1)!), panel).toMatch(/\^C leave$/);
      await press('^T');
      expect(session.view().panel).not.toBe(panel);
    }
  });
});
