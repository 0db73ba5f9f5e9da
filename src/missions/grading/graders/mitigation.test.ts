import { expect, test } from 'vitest';
import { simulatedFaults } from '../../check/simulated-faults.js';
import type { StepOf } from '../../library/schema.js';
import { missionSchema } from '../../library/schema.js';
import { grade } from '../grade.js';
import type { World } from '../types.js';

const MISSION = {
  id: 'on-call',
  title: 'On call',
  summary: 'Broken.',
  learned: ['Nothing.'],
  steps: [
    {
      id: 'unlock',
      title: 'Unlock',
      prompt: 'End it.',
      concepts: ['lock'],
      fault: { id: 'table-lock' },
      answer: {
        type: 'mitigation',
        options: [
          { action: 'restart', why: 'The lock stays.' },
          { action: 'kill-session', why: 'The lock is released.' },
          { action: 'scale-pool', why: 'More of them wait.' },
        ],
      },
      hints: ['One.', 'Two.'],
      explanation: 'Done.',
    },
  ],
};
const step = missionSchema.parse(MISSION).steps[0] as StepOf<'mitigation'>;
/** Choosing an action asks neither Prometheus nor promtool. */
const world = (): World => ({ faults: simulatedFaults() }) as Partial<World> as World;

test('passes if the action ends the fault, and says why', async () => {
  for (const typed of [
    'kill-session',
    ' Kill-Session. ',
    'terminate the database session that blocks others',
  ]) {
    expect(await grade(step, typed, world()), typed).toMatchObject({
      verdict: 'pass',
      diagnoses: [{ rule: 'action-carried-out', why: 'The lock is released.' }],
    });
  }
});

test('an action that ends nothing is wrong, and says why', async () => {
  expect(await grade(step, 'restart', world())).toMatchObject({
    verdict: 'wrong',
    diagnoses: [{ rule: 'action-without-effect', why: 'The lock stays.' }],
  });
});

test.each(['', 'pray', 'roll-back', 'restart, kill-session'])('%j carries nothing out', async (typed) => {
  const faults = simulatedFaults();
  const done: string[] = [];
  const act: typeof faults.act = async (action) => (done.push(action), faults.act(action));
  const graded = await grade(step, typed, { ...world(), faults: { ...faults, act } });
  expect(graded).toMatchObject({ verdict: 'error', diagnoses: [{ rule: 'no-such-action' }] });
  expect(done).toEqual([]);
});

test('a fault that had to be begun first is not graded: nobody has looked at it', async () => {
  const faults = { ...simulatedFaults(), begin: async () => true };
  expect(await grade(step, 'kill-session', { ...world(), faults })).toMatchObject({ verdict: 'not-ready' });
});

test.each([
  ['no fault', { fault: undefined }, 'needs a fault of the step to end'],
  ['a fault that no option ends', { fault: { id: 'db-driver' } }, 'has no action that ends db-driver'],
  ['a fault that an option ends', { fault: { id: 'connection-leak' } }, undefined],
])('a mission with %s', (_, change, problem) => {
  const parsed = missionSchema.safeParse({ ...MISSION, steps: [{ ...MISSION.steps[0], ...change }] });
  expect(parsed.error?.issues.map(({ message }) => message).join()).toBe(problem);
});
