import { expect, test } from 'vitest';
import { type SessionStage, stageEachTest } from '../../../test/fixtures/session-stage.js';
import { typedActions } from '../terminal/appended/typed-actions.js';
import { appendedMission } from './appended.js';

let stage: SessionStage;
stageEachTest((next) => (stage = next));

test('a mission is played line by line: the step once, then what is new after each line', async () => {
  const { news, typing, press } = appendedMission(stage.session);
  const type = async (line: string): Promise<string> => {
    for (const action of typedActions(line, typing())) press(action);
    // Grading, and saving, are asynchronous.
    await stage.press();
    await stage.press();
    return news(true).join('\n');
  };
  expect(news(false).join('\n')).toContain('1. The first');
  const wrong = await type('upp');
  expect(wrong).toContain('✗');
  expect(wrong).not.toContain('1. The first');
  expect(wrong).not.toContain('› upp');
  expect(await type('^T')).toContain('Hint');
  expect(await type('up')).toContain('✓ Right.');
  expect(stage.shown()).toMatchObject({ step: 'first', phase: 'done' });
  expect(await type('')).toContain('2. ');
});
