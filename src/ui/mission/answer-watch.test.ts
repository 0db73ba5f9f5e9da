import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DEMO_MISSION } from '../../../test/fixtures/demo-mission.js';
import { demoTools, viewOf } from '../../../test/fixtures/mission-view.js';
import type { Grade } from '../../missions/grading/types.js';
import type { Mission, Step } from '../../missions/library/schema.js';
import { emptyProgress, recordAnswer } from '../../missions/progress/progress.js';
import { plainText } from '../text/line.js';
import { startMissionSession } from './session.js';
import type { MissionSession } from './session-types.js';
import { screenText } from './text/screen-text.js';

/** A session whose answers are a file and something done to the lab; time and the lab are the tests'. */

const [DEMO] = DEMO_MISSION.steps as [Step];
const FILE: Step = {
  ...DEMO,
  id: 'file',
  answer: { type: 'rules', scenarios: [], accept: [{ text: 'x' }], reject: [] },
};
const LAB: Step = {
  ...DEMO,
  id: 'lab',
  answer: { type: 'check', holds: 'up', hold: 0, failing: 'Not up.', solution: 'Up.', heldByFixture: false },
};
const MISSION: Mission = { ...DEMO_MISSION, steps: [FILE, LAB] };

const PASS: Grade = { verdict: 'pass', diagnoses: [] };
const wrong = (message: string): Grade => ({
  verdict: 'wrong',
  diagnoses: [{ rule: 'x', severity: 'error', message, why: '', fix: '' }],
});

let session: MissionSession;
let grade: Grade;
let graded: [answer: string, watched: boolean][];
let file: { path: string; onSaved: () => void; exists: boolean } | undefined;

beforeEach(() => {
  vi.useFakeTimers();
  [grade, graded, file] = [wrong('First.'), [], undefined];
});
afterEach(() => {
  session.end('left');
  expect(vi.getTimerCount()).toBe(0);
  expect(file).toBeUndefined();
  vi.useRealTimers();
});

async function open(start: string): Promise<void> {
  let progress = emptyProgress();
  session = startMissionSession({
    mission: MISSION,
    progress,
    start,
    actions: {
      readiness: async () => ({ ready: true }),
      tryAnswer: async (step, answer, watched) => {
        graded.push([answer, watched]);
        const passed = grade.verdict === 'pass';
        if (passed) {
          progress = recordAnswer(progress, { mission: 'demo', step: step.id, answer, passed, at: '' });
        }
        return { grade, progress };
      },
      recheck: async () => grade,
      takeHint: async () => progress,
      giveUp: async () => progress,
      reset: async () => progress,
      enter: async () => undefined,
      leave: async () => undefined,
      watchFile: (path, events) => {
        const opened = { path, ...events, exists: true };
        file = opened;
        return { exists: () => opened.exists, stop: () => (file = file === opened ? undefined : file) };
      },
    },
    openTools: demoTools,
  });
  await vi.advanceTimersByTimeAsync(0);
}

async function type(text: string): Promise<void> {
  session.press({ type: 'edit', edit: { type: 'insert', text } });
  await vi.advanceTimersByTimeAsync(0);
}

async function save(): Promise<void> {
  file!.onSaved();
  await vi.advanceTimersByTimeAsync(0);
}

const shown = (): string =>
  screenText({ ...session.view(), scroll: 0 }, { columns: 80, rows: 24 })
    .lines.map(plainText)
    .join('\n');

describe('a file', () => {
  test('is graded at each save, until it passes', async () => {
    await open('file');
    expect(shown()).toContain('Name your file: from then on, each save of it is checked.');
    await type('./rules.yml');
    expect(file?.path).toBe('./rules.yml');
    expect(shown()).toContain('Watching this file: each save is checked. Enter checks now.');
    expect(graded).toEqual([]);
    await save();
    expect(shown()).toContain('First.');
    grade = PASS;
    await save();
    expect(graded).toEqual(Array(2).fill(['./rules.yml', true]));
    expect(session.view().state.phase).toBe('done');
    expect(file).toBeUndefined();
  });

  test('is graded on Enter too, and then counts as an attempt', async () => {
    await open('file');
    await type('./rules.yml');
    session.press({ type: 'enter' });
    await vi.advanceTimersByTimeAsync(0);
    expect(graded).toEqual([['./rules.yml', false]]);
  });

  test('that is saved while it is graded is graded again', async () => {
    await open('file');
    await type('./rules.yml');
    file!.onSaved();
    file!.onSaved();
    await vi.advanceTimersByTimeAsync(0);
    expect(graded).toHaveLength(2);
  });

  test('that is saved while the learner is asked to confirm is graded afterwards', async () => {
    await open('file');
    await type('./rules.yml');
    session.press({ type: 'control', letter: 'g' });
    await save();
    expect(graded).toEqual([]);
    await type('n');
    expect(graded).toHaveLength(1);
  });

  test('is watched under the name that was typed last, and not once the step is left', async () => {
    await open('file');
    await type('./a');
    await type('b');
    expect(file?.path).toBe('./ab');
    session.press({ type: 'control', letter: 'n' });
    expect(file).toBeUndefined();
  });

  test('is not watched at an address', async () => {
    await open('file');
    await type('http://127.0.0.1:8000/metrics');
    expect(file).toBeUndefined();
    expect(shown()).toContain('Enter checks it.');
  });
});

describe('something done to the lab', () => {
  test('passes by itself', async () => {
    await open('lab');
    expect(shown()).toContain('it passes by itself as soon as it is done');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(graded).toEqual([]);
    grade = PASS;
    await vi.advanceTimersByTimeAsync(2000);
    expect(graded).toEqual([['', true]]);
    expect(session.view().state.phase).toBe('done');
  });

  test('is graded when something else is wrong with it than before', async () => {
    await open('lab');
    grade = wrong('Second.');
    await vi.advanceTimersByTimeAsync(2000);
    expect(shown()).toContain('Second.');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(graded).toHaveLength(1);
  });

  test('needs Enter if the lab is right from the beginning', async () => {
    grade = PASS;
    await open('lab');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(graded).toEqual([]);
    expect(shown()).toContain('press Enter when you are done.');
  });

  test('is not graded while the lab can’t be', async () => {
    await open('lab');
    grade = { verdict: 'lab-fault', diagnoses: [], reason: 'gone' };
    await vi.advanceTimersByTimeAsync(10_000);
    expect(graded).toEqual([]);
  });
});

test('the input stays where it is, whatever is said about the file', async () => {
  await open('file');
  const { state } = session.view();
  const cursors = ([undefined, 'file', 'no-file'] as const).map(
    (watches) =>
      screenText({ ...viewOf(state, 'x'), ...(watches && { watches }) }, { columns: 80, rows: 24 }).cursor,
  );
  expect(new Set(cursors.map((cursor) => JSON.stringify(cursor))).size).toBe(1);
});
