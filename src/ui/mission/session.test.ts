import { describe, expect, test, vi } from 'vitest';
import { DEMO_MISSION } from '../../../test/fixtures/demo-mission.js';
import { demoTools } from '../../../test/fixtures/mission-view.js';
import { AT, NOT_READY, type SessionStage, stageEachTest } from '../../../test/fixtures/session-stage.js';
import { missionScore } from '../../missions/progress/progress.js';
import { startMissionSession } from './session.js';

let stage: SessionStage;
stageEachTest((next) => (stage = next));

describe('a step', () => {
  test('a wrong answer stays in the line; a right one leads to the next step', async () => {
    await stage.press('upp', 'enter');
    expect(stage.shown()).toEqual({ step: 'first', phase: 'asking', text: 'upp' });
    await stage.press('^U', 'older', 'enter');
    expect(stage.session.view().state.outcome?.answer).toBe('upp');
    await stage.press('^U', 'u', 'p', 'enter');
    expect(stage.shown().phase).toBe('done');
    await stage.press('enter');
    expect(stage.shown()).toEqual({ step: 'second', phase: 'asking', text: '' });
    expect(stage.input()?.history).toEqual(['upp', 'up']);
  });

  test('an empty line is not an answer', async () => {
    await stage.press('  ', 'enter');
    expect(stage.progress.missions['demo']?.steps['first']).toBeUndefined();
  });

  test('a grade that says nothing about the answer does not count', async () => {
    stage.nextGrade = NOT_READY;
    stage.readiness = { ready: false, secondsLeft: 9 };
    await stage.press('up', 'enter');
    expect(stage.shown()).toEqual({ step: 'first', phase: 'waiting', text: 'up' });
    await stage.press('enter');
    expect(stage.shown().phase).toBe('waiting');
    stage.readiness = { ready: true };
    stage.nextGrade = undefined;
    await vi.advanceTimersByTimeAsync(1000);
    await stage.press('enter');
    expect(stage.shown().phase).toBe('done');
    expect(stage.record('first').attempts).toBe(1);
  });

  test('Ctrl-C clears the line, undo brings it back, and on an empty line Ctrl-C leaves', async () => {
    await stage.press('upp', '^C');
    expect(stage.shown()).toEqual({ step: 'first', phase: 'asking', text: '' });
    stage.session.press({ type: 'edit', edit: { type: 'undo' } });
    expect(stage.shown().text).toBe('upp');
    await stage.press('^C', '^C');
    expect(await stage.session.ended).toBe('interrupted');
  });

  test('Ctrl-R searches earlier queries', async () => {
    await stage.press('upp', 'enter', '^U', '^R', 'p');
    expect(stage.shown().text).toBe('upp');
    await stage.press('^C');
    expect(stage.shown().text).toBe('');
  });

  test('hints come one by one, up to the last', async () => {
    await stage.press('^T', '^T', '^T');
    expect(stage.record('first').hints).toBe(2);
  });

  test('giving up asks first', async () => {
    await stage.press('^G');
    expect(stage.shown().phase).toBe('confirming');
    await stage.press('n');
    expect(stage.shown().phase).toBe('asking');
    await stage.press('^G', 'escape');
    expect(stage.shown().phase).toBe('asking');
    await stage.press('^G', 'x', 'y');
    expect(stage.shown().phase).toBe('done');
    expect(stage.record('first').gaveUpAt).toBe(AT);
  });

  test('a step that was given up can be started again, and earned', async () => {
    await stage.press('^T', '^G', 'y', 'r');
    expect(stage.shown()).toMatchObject({ step: 'first', phase: 'asking' });
    expect(stage.record('first')).toMatchObject({ attempts: 0, hints: 0 });
    await stage.press('up', 'enter');
    expect(missionScore(stage.progress, DEMO_MISSION).passed).toBe(1);
  });

  test('a reset asks first, and is offered if there is progress to reset', async () => {
    await stage.press('^X');
    expect(stage.shown().phase).toBe('asking');
    await stage.press('upp', 'enter', '^X');
    expect(stage.session.view().state).toMatchObject({ phase: 'confirming', confirmation: 'reset' });
    await stage.press('n');
    expect(stage.shown()).toEqual({ step: 'first', phase: 'asking', text: 'upp' });
    await stage.press('^X', 'y');
    expect(stage.shown()).toEqual({ step: 'first', phase: 'asking', text: '' });
    expect(stage.record('first').attempts).toBe(0);
  });

  test('a cancelled reset changes nothing in a step that is done', async () => {
    await stage.press('up', 'enter', '^X', 'escape');
    expect(stage.shown().phase).toBe('done');
  });

  test('completes words; Esc closes the list before it quits', async () => {
    await stage.press('u');
    expect(stage.session.view().popup?.items.map(({ label }) => label)).toEqual(['up']);
    await stage.press('escape');
    expect(stage.session.view().popup).toBeUndefined();
    await stage.press('tab', 'tab');
    expect(stage.shown().text).toBe('up');
    await stage.press('escape');
    expect(await stage.session.ended).toBe('left');
  });

  test('a step that is done can be tried again', async () => {
    await stage.press('up', 'enter', 'r');
    expect(stage.shown()).toMatchObject({ phase: 'asking' });
  });
});

describe('readiness', () => {
  test('Enter before it is known waits for it', async () => {
    stage.reopen('first');
    stage.session.press({ type: 'edit', edit: { type: 'insert', text: 'up' } });
    stage.session.press({ type: 'enter' });
    expect(stage.shown().phase).toBe('checking');
    await vi.advanceTimersByTimeAsync(0);
    expect(stage.shown().phase).toBe('done');
  });

  test('a lab that does not answer is asked again', async () => {
    stage.readiness = new Error('connection refused');
    await stage.press('^N');
    expect(stage.session.view().state).toMatchObject({
      phase: 'waiting',
      readiness: { lacking: 'connection refused' },
    });
    stage.readiness = { ready: true };
    await vi.advanceTimersByTimeAsync(1000);
    expect(stage.shown().phase).toBe('asking');
  });
});

describe('the end', () => {
  test.each([
    ['escape', 'left'],
    ['^C', 'interrupted'],
  ])('%s: %s', async (key, how) => {
    await stage.press(key, 'up');
    expect(await stage.session.ended).toBe(how);
    expect(stage.shown().text).toBe('');
    expect(vi.getTimerCount()).toBe(0);
  });

  test('progress that can’t be kept ends it with the reason', async () => {
    stage.session.end('left');
    const broken = startMissionSession({
      mission: DEMO_MISSION,
      progress: stage.progress,
      start: 'first',
      actions: {
        readiness: async () => ({ ready: true }),
        tryAnswer: () => Promise.reject(new Error('disk full')),
        takeHint: () => Promise.reject(new Error('disk full')),
        giveUp: () => Promise.reject(new Error('disk full')),
        enter: async () => undefined,
        leave: async () => undefined,
        reset: () => Promise.reject(new Error('disk full')),
        recheck: () => Promise.reject(new Error('disk full')),
        watchFile: () => ({ exists: () => true, stop: () => undefined }),
      },
      openTools: demoTools,
    });
    broken.press({ type: 'control', letter: 't' });
    await expect(broken.ended).rejects.toThrow('disk full');
  });
});
