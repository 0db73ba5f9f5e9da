import { expect, test } from 'vitest';
import { KINDS_MISSION } from '../../../test/fixtures/kinds-mission.js';
import { testWorld } from '../../../test/helpers/world.js';
import { parseMission } from '../library/parse.js';
import type { Mission } from '../library/schema.js';
import { tryAnswer } from './attempt.js';
import { emptyProgress, type Progress, stepProgressOf } from './progress.js';

const MISSION: Mission = { ...parseMission(KINDS_MISSION, 'kinds.yaml'), number: 1, file: 'kinds.yaml' };
const [OPTIONS] = MISSION.steps;

test('an answer that was noticed counts as an attempt only if it passes', async () => {
  let progress: Progress = emptyProgress();
  const store = {
    read: async () => progress,
    update: async (change: (before: Progress) => Progress) => (progress = change(progress)),
  };
  const attempts = async (answer: string, watched: boolean): Promise<number> => {
    await tryAnswer(MISSION, OPTIONS!, answer, { world: testWorld({} as never), store, watched });
    return stepProgressOf(progress, MISSION.id, OPTIONS!.id).attempts;
  };
  expect(await attempts('b', true)).toBe(0);
  expect(await attempts('b', false)).toBe(1);
  expect(await attempts('a,c', true)).toBe(2);
});
