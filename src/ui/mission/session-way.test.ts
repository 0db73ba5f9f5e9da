import { describe, expect, test, vi } from 'vitest';
import { DEMO_MISSION } from '../../../test/fixtures/demo-mission.js';
import { NOT_READY, type SessionStage, stageEachTest } from '../../../test/fixtures/session-stage.js';
import { missionScore } from '../../missions/progress/progress.js';
import { SUMMARY } from './session.js';

let stage: SessionStage;
stageEachTest((next) => (stage = next));

describe('the way', () => {
  test('skips, goes back, and ends at the summary', async () => {
    await stage.press('^P');
    expect(stage.shown().step).toBe('first');
    await stage.press('^N', '^N');
    expect(stage.shown()).toMatchObject({ step: 'summary', phase: 'summary' });
    await stage.press('^N');
    expect(stage.shown().step).toBe('summary');
    await stage.press('^P');
    expect(stage.shown().step).toBe('second');
  });

  test('a grade that arrives after the learner moved on changes only the record', async () => {
    stage.session.press({ type: 'edit', edit: { type: 'insert', text: 'up' } });
    stage.session.press({ type: 'enter' });
    expect(stage.shown().phase).toBe('grading');
    stage.session.press({ type: 'control', letter: 'n' });
    expect(stage.shown().step).toBe('first');
    await vi.advanceTimersByTimeAsync(0);
    expect(stage.shown().phase).toBe('done');
  });

  test('a step that was passed before is shown as done', async () => {
    await stage.press('up', 'enter', 'enter', '^P');
    expect(stage.shown()).toMatchObject({ step: 'first', phase: 'done' });
  });

  test('back at a step, the line still holds what was typed there', async () => {
    await stage.press('u', '^N');
    expect(stage.shown()).toMatchObject({ step: 'second', text: '' });
    await stage.press('x', '^P');
    expect(stage.shown()).toMatchObject({ step: 'first', text: 'u' });
    await stage.press('^N');
    expect(stage.shown()).toMatchObject({ step: 'second', text: 'x' });
  });

  test('can begin at the summary', () => {
    stage.reopen(SUMMARY);
    expect(stage.shown().phase).toBe('summary');
  });
});

describe('the summary', () => {
  test('grades passed answers again, and reports those that no longer pass', async () => {
    await stage.press('up', 'enter', 'enter');
    stage.nextGrade = NOT_READY;
    await stage.press('^N');
    expect(stage.rechecked).toEqual(['up']);
    expect(stage.session.view().state.rechecks).toEqual({ first: NOT_READY });
    // It was right, and counts.
    expect(missionScore(stage.progress, DEMO_MISSION).passed).toBe(1);
  });

  test('pages no farther than there is something to see; an arrow leads back to the marked step', () => {
    stage.reopen(SUMMARY);
    stage.session.press({ type: 'page', by: 1 }, { hidden: 25, page: 10, top: 0 });
    stage.session.press({ type: 'page', by: 1 }, { hidden: 5, page: 10, top: 10 });
    expect(stage.session.view().scroll).toBe(15);
    stage.session.press({ type: 'page', by: -1 }, { hidden: 0, page: 10, top: 15 });
    expect(stage.session.view().scroll).toBe(5);
    stage.session.press({ type: 'edit', edit: { type: 'newer' } }, { hidden: 10, page: 10, top: 5 });
    expect(stage.session.view()).toMatchObject({ scroll: undefined, state: { selected: 1 } });
  });

  test('opens the marked step: one that was skipped can be answered, one that was passed is shown', async () => {
    await stage.press('^N', 'count(up)', 'enter', 'enter', 'enter');
    expect(stage.shown()).toMatchObject({ step: 'first', phase: 'asking' });
    await stage.press('^N', 'enter', 'older', 'enter');
    expect(stage.shown()).toMatchObject({ step: 'second', phase: 'done' });
  });

  test('is a list to choose a step from, wherever the learner is; Esc goes back', async () => {
    await stage.press('^N', 'x', '^S');
    expect(stage.session.view().state).toMatchObject({ phase: 'summary', selected: 1 });
    // Passed answers are graded again only at the end of a mission.
    expect(stage.rechecked).toEqual([]);
    await stage.press('escape');
    expect(stage.shown()).toEqual({ step: 'second', phase: 'asking', text: 'x' });
    await stage.press('^S', 'older', 'enter');
    expect(stage.shown()).toMatchObject({ step: 'first', phase: 'asking' });
  });

  test('offers a step that was given up', async () => {
    await stage.press('up', 'enter', 'enter', '^G', 'y', 'enter', 'r');
    expect(stage.shown()).toMatchObject({ step: 'second', phase: 'asking' });
  });

  test('resets the whole mission after confirmation', async () => {
    await stage.press('up', 'enter', 'enter', '^N', '^X', 'n');
    expect(stage.shown().phase).toBe('summary');
    await stage.press('^X', 'y');
    expect(stage.shown()).toMatchObject({ step: 'first', phase: 'asking' });
    expect(missionScore(stage.progress, DEMO_MISSION).passed).toBe(0);
  });
});
