import { expect, test } from 'vitest';
import { packageRoot } from '../../util/package-root.js';
import { loadMissions, missionDirectories } from './library.js';

/** What the package's own missions have, beyond the schema. */

const { missions } = await loadMissions(missionDirectories(packageRoot(), {}));
/** Without something to write, an example of syntax has no use. */
const UNWRITTEN = ['choice', 'check', 'load'];

test.each(missions.map((mission) => [mission.id, mission] as const))(
  '%s: each learned sentence names the steps that teach it',
  (_, { learned }) => {
    for (const { says, steps } of learned) expect([says, steps.length]).not.toEqual([says, 0]);
  },
);

test('the first step of a mission, and every step with a new concept to write, has a worked example', () => {
  const met = new Set<string>();
  const without = missions
    .filter(({ number }) => number <= 8)
    .flatMap((mission) =>
      mission.steps.flatMap((step, i) => {
        const isNew = step.concepts.some((concept) => !met.has(concept));
        step.concepts.forEach((concept) => met.add(concept));
        const wants = i === 0 || (isNew && !UNWRITTEN.includes(step.answer.type));
        return wants && !step.example ? [`${mission.id} ${step.id}`] : [];
      }),
    );
  expect(without).toEqual([]);
});
