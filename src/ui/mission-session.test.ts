import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DEMO_MISSION } from '../../test/fixtures/demo-mission.js';
import { demoTools } from '../../test/fixtures/mission-view.js';
import { describeSolution } from '../missions/describe.js';
import type { Grade } from '../missions/grade.js';
import {
  emptyProgress,
  forget,
  missionScore,
  recordAnswer,
  recordGiveUp,
  recordHints,
  recordPlace,
  stepProgressOf,
  type Progress,
} from '../missions/progress.js';
import type { Readiness } from '../missions/readiness.js';
import type { KeyAction } from './keys.js';
import { startMissionSession, SUMMARY, type MissionSession } from './mission-session.js';

const AT = '2026-11-22T12:00:00.000Z';
const PASS: Grade = { verdict: 'pass', diagnoses: [], result: { type: 'vector', instants: 1, rows: [] } };
const WRONG: Grade = {
  verdict: 'wrong',
  diagnoses: [],
  comparison: { equal: false, sameType: true, pairs: [], missing: [], extra: [] },
};
const NOT_READY: Grade = { verdict: 'not-ready', diagnoses: [], readiness: { ready: false, secondsLeft: 9 } };

/** A lab that answers `up` and `count(up)` rightly, and is ready when it is told to be. */
let progress: Progress;
let readiness: Readiness | Error;
let nextGrade: Grade | undefined;
let rechecked: string[];
let session: MissionSession;

function open(start = 'first'): MissionSession {
  return startMissionSession({
    mission: DEMO_MISSION,
    progress,
    start,
    actions: {
      readiness: async () => {
        if (readiness instanceof Error) throw readiness;
        return readiness;
      },
      tryAnswer: async (step, answer) => {
        const grade = nextGrade ?? (answer === describeSolution(DEMO_MISSION, step).text ? PASS : WRONG);
        if (grade.verdict === 'pass' || grade.verdict === 'wrong')
          progress = recordAnswer(progress, {
            mission: 'demo',
            step: step.id,
            answer,
            passed: grade.verdict === 'pass',
            at: AT,
          });
        return { grade, progress };
      },
      takeHint: async (step) =>
        (progress = recordHints(
          progress,
          'demo',
          step.id,
          stepProgressOf(progress, 'demo', step.id).hints + 1,
        )),
      giveUp: async (step) => (progress = recordGiveUp(progress, 'demo', step.id, AT)),
      enter: async (step) => (progress = recordPlace(progress, 'demo', step.id)),
      recheck: async (_, answer) => {
        rechecked.push(answer);
        return nextGrade ?? PASS;
      },
      reset: async (step) => (progress = forget(progress, 'demo', step?.id)),
    },
    openTools: demoTools,
  });
}

const KEYS: Record<string, KeyAction> = {
  enter: { type: 'enter' },
  escape: { type: 'escape' },
  tab: { type: 'tab' },
  '^U': { type: 'edit', edit: { type: 'delete-to-start' } },
  older: { type: 'edit', edit: { type: 'older' } },
};

/** `^T` and the names above are keys; all else is typed. Lets the lab answer after each. */
async function press(...keys: string[]): Promise<void> {
  for (const key of keys) {
    const control = /^\^([A-Z])$/.exec(key)?.[1]?.toLowerCase();
    session.press(
      KEYS[key] ??
        (control
          ? { type: 'control', letter: control }
          : { type: 'edit', edit: { type: 'insert', text: key } }),
    );
    await vi.advanceTimersByTimeAsync(0);
  }
}

const shown = () => {
  const { state } = session.view();
  return { step: DEMO_MISSION.steps[state.index]?.id ?? 'summary', phase: state.phase, text: input()?.text };
};
const input = () => {
  const { field } = session.view();
  return field?.kind === 'text' ? field.editor.input : undefined;
};

beforeEach(async () => {
  vi.useFakeTimers();
  progress = emptyProgress();
  readiness = { ready: true };
  nextGrade = undefined;
  rechecked = [];
  session = open();
  await vi.advanceTimersByTimeAsync(0);
});
afterEach(() => {
  session.end('left');
  vi.useRealTimers();
});

describe('a step', () => {
  test('a wrong answer stays in the line; a right one leads on', async () => {
    await press('upp', 'enter');
    expect(shown()).toEqual({ step: 'first', phase: 'asking', text: 'upp' });
    await press('^U', 'older', 'enter');
    expect(session.view().state.outcome?.answer).toBe('upp');
    await press('^U', 'u', 'p', 'enter');
    expect(shown().phase).toBe('done');
    await press('enter');
    expect(shown()).toEqual({ step: 'second', phase: 'asking', text: '' });
    expect(input()?.history).toEqual(['upp', 'up']);
  });

  test('an empty line is no answer', async () => {
    await press('  ', 'enter');
    expect(progress.missions['demo']?.steps['first']).toBeUndefined();
  });

  test('what says nothing about the answer does not count, and the line waits', async () => {
    nextGrade = NOT_READY;
    readiness = { ready: false, secondsLeft: 9 };
    await press('up', 'enter');
    expect(shown()).toEqual({ step: 'first', phase: 'waiting', text: 'up' });
    await press('enter');
    expect(shown().phase).toBe('waiting');
    readiness = { ready: true };
    nextGrade = undefined;
    await vi.advanceTimersByTimeAsync(1000);
    await press('enter');
    expect(shown().phase).toBe('done');
    expect(stepProgressOf(progress, 'demo', 'first').attempts).toBe(1);
  });

  test('hints come one by one, up to the last', async () => {
    await press('^T', '^T', '^T');
    expect(stepProgressOf(progress, 'demo', 'first').hints).toBe(2);
  });

  test('giving up asks first', async () => {
    await press('^G');
    expect(shown().phase).toBe('confirming');
    await press('n');
    expect(shown().phase).toBe('asking');
    await press('^G', 'escape');
    expect(shown().phase).toBe('asking');
    await press('^G', 'x', 'y');
    expect(shown().phase).toBe('done');
    expect(stepProgressOf(progress, 'demo', 'first').gaveUpAt).toBe(AT);
  });

  test('one that was given up can be begun anew, and earned', async () => {
    await press('^T', '^G', 'y', 'r');
    expect(shown()).toMatchObject({ step: 'first', phase: 'asking' });
    expect(stepProgressOf(progress, 'demo', 'first')).toMatchObject({ attempts: 0, hints: 0 });
    await press('up', 'enter');
    expect(missionScore(progress, DEMO_MISSION).passed).toBe(1);
  });

  test('a reset asks first, and is offered where there is something to forget', async () => {
    await press('^R');
    expect(shown().phase).toBe('asking');
    await press('upp', 'enter', '^R');
    expect(session.view().state).toMatchObject({ phase: 'confirming', confirmation: 'reset' });
    await press('n');
    expect(shown()).toEqual({ step: 'first', phase: 'asking', text: 'upp' });
    await press('^R', 'y');
    expect(shown()).toEqual({ step: 'first', phase: 'asking', text: '' });
    expect(stepProgressOf(progress, 'demo', 'first').attempts).toBe(0);
  });

  test('a reset that is declined leaves a step that is done as it was', async () => {
    await press('up', 'enter', '^R', 'escape');
    expect(shown().phase).toBe('done');
  });

  test('completes, with a list that Esc closes before it leaves', async () => {
    await press('u');
    expect(session.view().popup?.items.map(({ label }) => label)).toEqual(['up']);
    await press('escape');
    expect(session.view().popup).toBeUndefined();
    await press('tab', 'tab');
    expect(shown().text).toBe('up');
    await press('escape');
    expect(await session.ended).toBe('left');
  });

  test('one that is done can be tried again', async () => {
    await press('up', 'enter', 'r');
    expect(shown()).toMatchObject({ phase: 'asking' });
  });
});

describe('the way', () => {
  test('skips, goes back, and ends at the summary', async () => {
    await press('^P');
    expect(shown().step).toBe('first');
    await press('^N', '^N');
    expect(shown()).toMatchObject({ step: 'summary', phase: 'summary' });
    await press('^N', 'enter');
    expect(shown().step).toBe('summary');
    await press('^P');
    expect(shown().step).toBe('second');
    expect(progress.missions['demo']?.current).toBe('second');
  });

  test('an answer that comes back after one went on changes only the record', async () => {
    session.press({ type: 'edit', edit: { type: 'insert', text: 'up' } });
    session.press({ type: 'enter' });
    expect(shown().phase).toBe('grading');
    session.press({ type: 'control', letter: 'n' });
    expect(shown().step).toBe('first');
    await vi.advanceTimersByTimeAsync(0);
    expect(shown().phase).toBe('done');
  });

  test('a step that was passed before is shown as done', async () => {
    await press('up', 'enter', 'enter', '^P');
    expect(shown()).toMatchObject({ step: 'first', phase: 'done' });
  });

  test('can begin at the summary', () => {
    session.end('left');
    session = open(SUMMARY);
    expect(shown().phase).toBe('summary');
  });
});

describe('the summary', () => {
  test('asks what passed once more, and tells of what no longer does', async () => {
    await press('up', 'enter', 'enter');
    nextGrade = NOT_READY;
    await press('^N');
    expect(rechecked).toEqual(['up']);
    expect(session.view().state.rechecks).toEqual({ first: NOT_READY });
    // It was right, and counts.
    expect(missionScore(progress, DEMO_MISSION).passed).toBe(1);
  });

  test('scrolls no farther than there is something to see', () => {
    session.end('left');
    session = open(SUMMARY);
    const [up, down] = (['older', 'newer'] as const).map(
      (type) => ({ type: 'edit', edit: { type } }) as const,
    );
    for (const hidden of [2, 1, 0, 0]) session.press(down!, { hidden, page: 10 });
    expect(session.view().scroll).toBe(2);
    for (let i = 0; i < 5; i++) session.press(up!, { hidden: 1, page: 10 });
    expect(session.view().scroll).toBe(0);
    session.press({ type: 'page', by: 1 }, { hidden: 25, page: 10 });
    session.press({ type: 'page', by: 1 }, { hidden: 5, page: 10 });
    expect(session.view().scroll).toBe(15);
    session.press({ type: 'page', by: -1 }, { hidden: 0, page: 10 });
    expect(session.view().scroll).toBe(5);
  });

  test('offers what was given up', async () => {
    await press('^N', '^G', 'y', 'enter', 'r');
    expect(shown()).toMatchObject({ step: 'second', phase: 'asking' });
  });

  test('resets the whole mission, when it is confirmed', async () => {
    await press('up', 'enter', 'enter', '^N', '^R', 'n');
    expect(shown().phase).toBe('summary');
    await press('^R', 'y');
    expect(shown()).toMatchObject({ step: 'first', phase: 'asking' });
    expect(missionScore(progress, DEMO_MISSION).passed).toBe(0);
  });
});

describe('readiness', () => {
  test('Enter before it is known waits for it', async () => {
    session.end('left');
    session = open();
    session.press({ type: 'edit', edit: { type: 'insert', text: 'up' } });
    session.press({ type: 'enter' });
    expect(shown().phase).toBe('checking');
    await vi.advanceTimersByTimeAsync(0);
    expect(shown().phase).toBe('done');
  });

  test('a lab that does not answer is asked again', async () => {
    readiness = new Error('connection refused');
    await press('^N');
    expect(session.view().state).toMatchObject({
      phase: 'waiting',
      readiness: { lacking: 'connection refused' },
    });
    readiness = { ready: true };
    await vi.advanceTimersByTimeAsync(1000);
    expect(shown().phase).toBe('asking');
  });
});

describe('the end', () => {
  test.each([
    ['escape', 'left'],
    ['^C', 'interrupted'],
  ])('%s: %s', async (key, how) => {
    await press(key, 'up');
    expect(await session.ended).toBe(how);
    expect(shown().text).toBe('');
    expect(vi.getTimerCount()).toBe(0);
  });

  test('progress that can’t be kept ends it with the reason', async () => {
    session.end('left');
    const broken = startMissionSession({
      mission: DEMO_MISSION,
      progress,
      start: 'first',
      actions: {
        readiness: async () => ({ ready: true }),
        tryAnswer: () => Promise.reject(new Error('disk full')),
        takeHint: () => Promise.reject(new Error('disk full')),
        giveUp: () => Promise.reject(new Error('disk full')),
        enter: () => Promise.reject(new Error('disk full')),
        reset: () => Promise.reject(new Error('disk full')),
        recheck: () => Promise.reject(new Error('disk full')),
      },
      openTools: demoTools,
    });
    await expect(broken.ended).rejects.toThrow('disk full');
  });
});
