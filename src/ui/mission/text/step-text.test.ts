import { expect, test } from 'vitest';
import { DEMO_MISSION } from '../../../../test/fixtures/demo-mission.js';
import type { Answer, Step } from '../../../missions/library/schema.js';
import { emptyProgress, recordAnswer } from '../../../missions/progress/progress.js';
import { renderFarewell, renderStep } from './step-text.js';

function textOf(answer: Answer): string {
  const step: Step = { ...DEMO_MISSION.steps[0]!, answer };
  return renderStep(DEMO_MISSION, step, 60);
}

const option = (id: string, correct: boolean, text = `The ${id}.`) => ({ id, text, correct, why: 'So.' });
const tolerance = { relative: 0.05 };

test('a printed question lists its options', () => {
  const long = 'Which is as long as it takes to fill more than the one line of sixty columns.';
  const lines = textOf({
    type: 'choice',
    options: [option('a', true), option('b', false, long), option('c', true)],
  }).split('\n');
  expect(lines.slice(4)).toEqual([
    '  a  The a.',
    '  b  Which is as long as it takes to fill more than the one',
    '     line of sixty columns.',
    '  c  The c.',
    '',
    'Answer with: obs-lab mission 7 --step first --answer a,b',
  ]);
});

test.each<[Answer, string]>([
  [DEMO_MISSION.steps[0]!.answer, `--answer 'PROMQL'`],
  [{ type: 'number', reference: 'up', unit: '', tolerance, over: 120, mistakes: [] }, '--answer NUMBER'],
  [{ type: 'rules', scenarios: [], accept: [], reject: [] }, '--answer FILE'],
  [{ type: 'check', holds: 'up', hold: 0, failing: '', solution: '', heldByFixture: false }, '--check'],
])('it says how a command line answers: %j', (answer, flag) => {
  expect(textOf(answer).split('\n').at(-1)).toBe(`Answer with: obs-lab mission 7 --step first ${flag}`);
});

test('the farewell lists further reading once all steps are passed', () => {
  const at = '2026-11-22T12:00:00.000Z';
  const reading = [
    { title: 'The notes', link: 'docs/OBSERVABILITY_WATCH.md' },
    { title: 'Elsewhere', link: 'https://example.com/long/address' },
  ];
  const mission = { ...DEMO_MISSION, reading };
  const passed = mission.steps.reduce(
    (progress, { id }) =>
      recordAnswer(progress, {
        mission: mission.id,
        step: id,
        answer: 'up',
        passed: true,

        at,
      }),
    emptyProgress(),
  );
  const end = renderFarewell(mission, passed, undefined).split('\n');
  expect(end.slice(1)).toEqual([
    'Further reading:',
    '  The notes',
    '    obs-lab docs observability-watch',
    '  Elsewhere',
    '    https://example.com/long/address',
  ]);
  expect(renderFarewell(mission, emptyProgress(), undefined)).not.toContain('Further reading');
});
