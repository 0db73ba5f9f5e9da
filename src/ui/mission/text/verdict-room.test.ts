import { describe, expect, test } from 'vitest';
import { asking, flow, lines, viewOf } from '../../../../test/fixtures/mission-view.js';
import { gradeChoice } from '../../../missions/grading/graders/choice.js';
import type { Grade } from '../../../missions/grading/types.js';
import { loadMissions, missionDirectories } from '../../../missions/library/library.js';
import { isStepOf, type Mission, type Step } from '../../../missions/library/schema.js';
import { emptyProgress, recordHints } from '../../../missions/progress/progress.js';
import type { Diagnosis } from '../../../promql/diagnosis.js';
import { packageRoot } from '../../../util/package-root.js';
import { plainText } from '../../text/line.js';
import { foldMissionEvent } from '../model.js';
import type { MissionState } from '../state.js';
import { screenText } from './screen-text.js';

/** The layout rule: whatever else a screen shows, the verdict on it is whole. */

const { missions } = await loadMissions(missionDirectories(packageRoot(), {}));
const steps = missions.flatMap((mission) =>
  mission.steps.map((step) => [`${mission.number} ${step.id}`, mission, step] as const),
);
const SIZES = [
  { columns: 80, rows: 24 },
  { columns: 60, rows: 20 },
];
/** As long as the longest of docs/promql-lint.md are, save for a few. */
const MESSAGE = `It says what is wrong ${'with the answer '.repeat(7)}here.`;
const WHY = `It says why ${'that is not what was asked '.repeat(6)}for.`;
const FIX = `It says what to do ${'about that '.repeat(6)}now.`;

const longest = (texts: readonly string[]): string =>
  texts.reduce((one, other) => (other.length > one.length ? other : one), '');

/** The longest verdict on a wrong answer to a step, with the author's hint for it. */
function longestVerdict(step: Step): { diagnosis: Diagnosis; hint: string } {
  const [rule, hint] = Object.entries(step.hintsFor).reduce(
    (one, other) => (other[1].length > one[1].length ? other : one),
    ['x', ''],
  );
  if (isStepOf('choice', step)) {
    const wrong = step.answer.options.filter(({ correct }) => !correct);
    const said = wrong.flatMap(({ id }) => gradeChoice(step.answer, id).diagnoses.slice(0, 1));
    const whole = ({ message, why, fix }: Diagnosis): string => message + why + fix;
    const text = longest(said.map(whole));
    return { diagnosis: said.find((one) => whole(one) === text)!, hint: '' };
  }
  const { answer } = step;
  // What these two say is short, apart from the author's words.
  if (answer.type === 'mitigation') {
    const message =
      'The lab did this: make the API listen on its configured address. What is wrong is still wrong.';
    const why = longest(answer.options.map((option) => option.why));
    return { diagnosis: { rule, severity: 'error', message, why, fix: FIX.slice(0, 50) }, hint };
  }
  if (answer.type === 'incident') {
    const message = `Your last incident scored 40 of 100 points, and the step asks for ${answer.points}.`;
    const [why, fix] = [WHY.slice(0, 80), FIX.slice(0, 50)];
    return { diagnosis: { rule, severity: 'error', message, why, fix }, hint };
  }
  const message =
    answer.type === 'number'
      ? longest(answer.mistakes.map(({ why }) => why))
      : answer.type === 'check'
        ? answer.failing
        : MESSAGE;
  return { diagnosis: { rule, severity: 'error', message, why: WHY, fix: FIX }, hint };
}

function graded(mission: Mission, step: Step, hinted: boolean): MissionState {
  const all = recordHints(emptyProgress(), mission.id, step.id, step.hints.length);
  const { diagnosis } = longestVerdict(step);
  const rows = Array.from({ length: 12 }, (_, i) => ({ labels: { route: `/r${i}` }, cells: [i] }));
  const comparison = { equal: false, sameType: true, pairs: [], missing: rows, extra: [] };
  const grade: Grade = { verdict: 'wrong', diagnoses: [diagnosis, diagnosis, diagnosis], comparison };
  const state = foldMissionEvent(asking(mission, step.id, all), {
    type: 'graded',
    step: step.id,
    answer: 'a',
    attempt: { grade, progress: all },
  });
  return hinted ? foldMissionEvent(state, { type: 'hinted', progress: all }) : state;
}

describe.each(SIZES)('at $columns × $rows', ({ columns, rows }) => {
  test.each(steps)(
    'the longest verdict is whole, whatever hints and preview show: %s',
    (_, mission, step) => {
      const { diagnosis, hint } = longestVerdict(step);
      const state = graded(mission, step, false);
      const preview = { on: true, stale: false, answer: { refused: 'not yet '.repeat(30) } };
      for (const view of [viewOf(state), { ...viewOf(state, 'changed'), preview }]) {
        const screen = screenText(view, { columns, rows }).lines.map(plainText);
        expect(screen.length).toBeLessThan(rows);
        const text = flow(screen);
        expect(text).toContain('✗ Not yet.');
        // The author's hint for it comes last: in the low terminal it may be on the next page.
        const parts = [diagnosis.message, diagnosis.why, diagnosis.fix, ...(rows < 24 ? [] : [hint])];
        for (const part of parts) expect(text).toContain(flow(part));
      }
    },
  );

  test.each(steps)('a requested hint leaves the verdict in sight: %s', (_, mission, step) => {
    const text = flow(lines(graded(mission, step, true), columns, rows));
    expect(text).toContain('✗ Not yet.');
    expect(text).toContain(flow(longestVerdict(step).diagnosis.message));
    expect(text).toContain(`Hint ${step.hints.length}: ${flow(step.hints.at(-1)!).slice(0, 20)}`);
  });
});
