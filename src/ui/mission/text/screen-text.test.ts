import { describe, expect, test } from 'vitest';
import { asking, flow, lines, pages, viewOf } from '../../../../test/fixtures/mission-view.js';
import { testWorld } from '../../../../test/helpers/world.js';
import { describeSolution } from '../../../missions/describe.js';
import { grade } from '../../../missions/grading/grade.js';
import type { Grade } from '../../../missions/grading/types.js';
import { loadMissions, missionDirectories } from '../../../missions/library/library.js';
import {
  emptyProgress,
  recordAnswer,
  recordGiveUp,
  recordHints,
} from '../../../missions/progress/progress.js';
import { packageRoot } from '../../../util/package-root.js';
import { displayWidth } from '../../../util/text/display-width.js';
import type { Preview } from '../../query/preview.js';
import { plainText } from '../../text/line.js';
import { foldMissionEvent, openMission } from '../model.js';
import type { MissionState } from '../state.js';
import { screenText } from './screen-text.js';

const { missions } = await loadMissions(missionDirectories(packageRoot(), {}));
const steps = missions.flatMap((mission) =>
  mission.steps.map((step) => [`${mission.number} ${step.id}`, mission, step] as const),
);
const AT = '2026-11-22T12:00:00.000Z';

describe.each(steps)('%s', (_, mission, step) => {
  const hinted = recordHints(emptyProgress(), mission.id, step.id, step.hints.length);
  const at = AT;
  const passed = recordAnswer(emptyProgress(), {
    mission: mission.id,
    step: step.id,
    answer: 'x',
    passed: true,
    at,
  });

  test('is shown in full: prompt and last hint, then the explanation', () => {
    const asked = flow(lines(asking(mission, step.id, hinted), 80, 100)).replaceAll('•', '-');
    expect(asked).toContain(flow(step.prompt));
    expect(asked).toContain(flow(step.hints.at(-1)!));
    const done = flow(lines(openMission(mission, passed, step.id), 80, 100)).replaceAll('•', '-');
    expect(done).toContain(flow(step.explanation));
    expect(done).toContain(flow(describeSolution(mission, step).text));
  });

  test.each([
    [80, 24],
    [60, 30],
  ])('everything can be read at %d × %d', (columns, rows) => {
    for (const state of [asking(mission, step.id, hinted), openMission(mission, passed, step.id)]) {
      const seen = pages(state, columns, rows);
      const all = screenText(viewOf(state), { columns, rows: 200 }).lines.map(plainText);
      // Except the keys at the bottom, and the preview.
      for (const row of all.slice(0, all.lastIndexOf(''))) {
        if (!row.startsWith('Your query’s result')) expect(seen).toContain(row);
      }
    }
  });

  test('the question shows nothing of the solution', () => {
    const screen = flow(lines(asking(mission, step.id), 120, 60));
    if (step.answer.type === 'promql' || step.answer.type === 'number') {
      expect(screen).not.toContain(step.answer.reference);
    }
    expect(screen).not.toContain(flow(step.explanation).slice(0, 40));
  });
});

test('a hint that was asked for is shown, however long the result of the last answer is', () => {
  const mission = missions[0]!;
  const step = mission.steps[0]!;
  const diagnosis = {
    rule: 'x',
    severity: 'error',
    message: 'M. '.repeat(90),
    why: 'W. '.repeat(90),
    fix: 'F.',
  } as const;
  const comparison = { equal: false, sameType: false, pairs: [], missing: [], extra: [] };
  const graded = foldMissionEvent(asking(mission, step.id), {
    type: 'graded',
    step: step.id,
    answer: 'up',
    attempt: { grade: { verdict: 'wrong', diagnoses: [diagnosis], comparison }, progress: emptyProgress() },
  });
  const hinted = foldMissionEvent(graded, {
    type: 'hinted',
    progress: recordHints(emptyProgress(), mission.id, step.id, 1),
  });
  expect(flow(lines(graded, 80, 24))).toContain('M. M.');
  expect(flow(lines(hinted, 80, 24))).toContain(flow(step.hints[0]!));
  expect(flow(lines(hinted, 80, 24))).toContain('✗ Not yet.');
});

describe('after an answer', () => {
  const mission = missions[0]!;
  const diagnosis = {
    rule: 'x',
    severity: 'error',
    message: 'What is wrong.',
    why: 'Why it is wrong.',
    fix: 'What to do.',
  } as const;
  const rows = Array.from({ length: 12 }, (_, i) => ({ labels: { route: `/r${i}` }, cells: [i] }));
  const comparison = { equal: false, sameType: true, pairs: [], missing: rows, extra: [] };

  function graded(id: string, answer: string, verdict: Grade): MissionState {
    const attempt = { grade: verdict, progress: emptyProgress() };
    return foldMissionEvent(asking(mission, id), { type: 'graded', step: id, answer, attempt });
  }
  const wrong = (id: string): MissionState =>
    graded(id, 'a', { verdict: 'wrong', diagnoses: [diagnosis], comparison });

  test.each(steps.filter(([, { number }]) => number === 1))(
    'the diagnosis is visible without scrolling at 80 × 24: %s',
    (_, __, step) => expect(flow(lines(wrong(step.id), 80, 24))).toContain('• What is wrong.'),
  );

  const hinted = steps.flatMap(([name, mission, step]) =>
    Object.entries(step.hintsFor).map(
      ([rule, hint]) => [`${name} ${rule}`, mission, step, hint, rule] as const,
    ),
  );
  test.each(hinted)(
    'the hint for a mistake is visible without scrolling at 80 × 24: %s',
    (_, mission, step, hint, rule) => {
      const said = { ...diagnosis, rule, message: 'W. '.repeat(50), why: 'W. '.repeat(50) };
      const attempt = {
        grade: { verdict: 'wrong', diagnoses: [said], comparison } as const,
        progress: emptyProgress(),
      };
      const state = foldMissionEvent(asking(mission, step.id), {
        type: 'graded',
        step: step.id,
        answer: 'a',
        attempt,
      });
      expect(flow(lines(state, 80, 24))).toContain(flow(hint));
    },
  );

  const right = (answer: string): string[] =>
    lines(graded('error-ratio', answer, { verdict: 'pass', diagnoses: [] }), 80, 40);
  test('hides a solution that differs from the answer only in blanks', () => {
    const { text } = describeSolution(
      mission,
      mission.steps.find(({ id }) => id === 'error-ratio')!,
    );
    expect(right(text.replaceAll(' ', '')).join()).not.toContain('One solution');
    expect(right(text.replace('sum', 'SUM')).join()).toContain('One solution');
  });

  test('no name is broken, even in an answer without blanks', () => {
    const names = ['http_requests_total', 'process_start_time_seconds', 'db_pool_connections'];
    const answer = names.map((name) => `max(rate(${name}[5m]))`).join('+');
    const screen = right(answer).join('\n');
    for (const name of names) expect(screen).toContain(name);
    expect(screen.replace(/\n */g, '')).toContain(answer);
  });

  const preview = (value: number): Preview => ({
    on: true,
    stale: false,
    answer: { result: { resultType: 'scalar', sample: { time: 0, value }, warnings: [], infos: [] } },
  });
  test('the preview of a changed answer replaces the graded table, and nothing moves', () => {
    const state = wrong('rate-per-second');
    const [before, after] = ['a', 'b'].map((typed) =>
      screenText({ ...viewOf(state, typed), preview: preview(42) }, { columns: 80, rows: 24 }),
    );
    expect(before!.lines.map(plainText).join('\n')).toContain('/r11');
    expect(after!.lines.map(plainText).join('\n')).toContain('Preview: a scalar\nResult: 42');
    expect(after!.cursor).toEqual(before!.cursor);
    expect(after!.lines).toHaveLength(before!.lines.length);
    const large = screenText(
      { ...viewOf(state, 'b'), preview: preview(42) },
      { columns: 120, rows: 40 },
    ).lines.map(plainText);
    expect(large.some((row) => row.includes('/r11'))).toBe(true);
    expect(large.some((row) => row.includes('Result: 42'))).toBe(true);
  });

  test('shows the reason for a refused query only once', () => {
    const state = graded('rate-per-second', 'a', { verdict: 'error', diagnoses: [diagnosis] });
    const refused: Preview = { on: true, stale: false, answer: { refused: 'no' } };
    const [same, other] = ['a', 'b'].map((typed) =>
      screenText({ ...viewOf(state, typed), preview: refused }, { columns: 80, rows: 24 }).lines.map(
        plainText,
      ),
    );
    expect(same!.join('\n')).not.toContain('Not valid yet');
    expect(other!.join('\n')).toContain('Not valid yet: no');
    expect(other).toHaveLength(same!.length);
  });

  test('shows right options with their text and the reason', () => {
    const step = mission.steps.find(({ id }) => id === 'what-a-mean-hides')!;
    const progress = recordAnswer(emptyProgress(), {
      mission: mission.id,
      step: step.id,
      answer: 'a,c',
      passed: true,
      at: AT,
    });
    const screen = lines(openMission(mission, progress, step.id), 80, 40);
    expect(screen).toContain('Your answer: a  On the second day no request took anywhere near the mean.');
    expect(screen).toContain('             c  The 99th percentile tells the two days apart.');
    expect(flow(screen)).toContain('60 ms on the first day, 1010 ms on the second');
  });
});

describe('any terminal', () => {
  const mission = missions[0]!;
  const states: [string, MissionState][] = mission.steps.flatMap((step): [string, MissionState][] => [
    ['asking', asking(mission, step.id, recordHints(emptyProgress(), mission.id, step.id, 3))],
    ['waiting', openMission(mission, emptyProgress(), step.id)],
    ['given up', openMission(mission, recordGiveUp(emptyProgress(), mission.id, step.id, AT), step.id)],
  ]);

  test.each([
    [30, 10],
    [40, 15],
    [60, 20],
    [80, 24],
    [120, 40],
    [300, 100],
  ])('%d × %d never overflows', (columns, rows) => {
    for (const [, state] of [...states, ['summary', openMission(mission, emptyProgress(), '')] as const]) {
      const screen = screenText(viewOf(state, 'rate(x[1m]) '.repeat(30)), { columns, rows });
      for (const line of screen.lines) expect(displayWidth(plainText(line))).toBeLessThan(columns + 1);
      if (rows >= 20) expect(screen.lines.length).toBeLessThan(rows);
      if (screen.cursor) expect(plainText(screen.lines[screen.cursor.y]!)).toMatch(/^(› | {2})/);
    }
  });
});

test('shows that the lab could not grade if it does not answer', async () => {
  const [mission] = missions;
  const step = mission!.steps[0]!;
  const unreachable = {
    query: () => Promise.reject(new Error('refused')),
    queryRange: () => Promise.reject(new Error('refused')),
  };
  const result = await grade(step, 'up', testWorld(unreachable as never));
  const state = foldMissionEvent(asking(mission!, step.id), {
    type: 'graded',
    step: step.id,
    answer: 'up',
    attempt: { grade: result, progress: emptyProgress() },
  });
  expect(flow(lines(state, 80, 24))).toContain(
    '! The lab could not grade this. It did not count as an attempt. refused',
  );
});
