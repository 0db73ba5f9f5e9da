import { describe, expect, test } from 'vitest';
import { testWorld } from '../../test/helpers/world.js';
import { describeSolution } from '../missions/describe.js';
import { grade } from '../missions/grade.js';
import { loadMissions, missionDirectories } from '../missions/load.js';
import {
  emptyProgress,
  recordAnswer,
  recordGiveUp,
  recordHints,
  type Progress,
} from '../missions/progress.js';
import type { Mission } from '../missions/schema.js';
import { packageRoot } from '../package-root.js';
import { missionScreen } from './mission-model.js';
import { foldMissionEvent, openMission, type MissionState } from './mission-state.js';
import { plainText } from './rich-text.js';
import { displayWidth } from './text.js';
import { viewOf } from '../../test/fixtures/mission-view.js';

const { missions } = await loadMissions(missionDirectories(packageRoot(), {}));
const steps = missions.flatMap((mission) =>
  mission.steps.map((step) => [`${mission.number} ${step.id}`, mission, step] as const),
);
const AT = '2026-11-22T12:00:00.000Z';

function asking(mission: Mission, step: string, progress: Progress = emptyProgress()): MissionState {
  return foldMissionEvent(openMission(mission, progress, step), {
    type: 'readiness',
    step,
    readiness: { ready: true },
  });
}

function lines(state: MissionState, columns: number, rows: number): string[] {
  return missionScreen(viewOf(state), { columns, rows }).lines.map(plainText);
}

/** On one line, as the reader's eye joins it. */
function flow(text: readonly string[] | string): string {
  return (typeof text === 'string' ? text : text.join(' ')).replaceAll('`', '').replace(/\s+/g, ' ').trim();
}

describe.each(steps)('%s', (_, mission, step) => {
  test('is shown whole at 80 × 24: prompt and last hint, then the explanation', () => {
    const hinted = recordHints(emptyProgress(), mission.id, step.id, step.hints.length);
    const asked = lines(asking(mission, step.id, hinted), 80, 24);
    expect(flow(asked)).toContain(flow(step.prompt));
    expect(flow(asked)).toContain(flow(step.hints.at(-1)!));

    const passed = recordAnswer(emptyProgress(), {
      mission: mission.id,
      step: step.id,
      answer: 'x',
      passed: true,
      at: AT,
    });
    const done = lines(openMission(mission, passed, step.id), 80, 24);
    expect(flow(done)).toContain(flow(step.explanation));
    expect(flow(done)).toContain(flow(describeSolution(mission, step).text));
    for (const screen of [asked, done]) expect(screen.length).toBeLessThan(24);
  });

  test('the question shows nothing of the solution', () => {
    const screen = flow(lines(asking(mission, step.id), 120, 40));
    expect(screen).not.toContain(describeSolution(mission, step).text);
    expect(screen).not.toContain(flow(step.explanation).slice(0, 40));
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
  ])('%d × %d is never overflown', (columns, rows) => {
    for (const [, state] of [...states, ['summary', openMission(mission, emptyProgress(), '')] as const]) {
      const screen = missionScreen(viewOf(state, 'rate(x[1m]) '.repeat(30)), { columns, rows });
      for (const line of screen.lines) expect(displayWidth(plainText(line))).toBeLessThan(columns + 1);
      if (rows >= 20) expect(screen.lines.length).toBeLessThan(rows);
      if (screen.cursor) expect(plainText(screen.lines[screen.cursor.y]!)).toMatch(/^(› | {2})/);
    }
  });
});

describe('the summary', () => {
  const mission = missions[0]!;
  const passed = mission.steps.reduce(
    (progress, { id }) =>
      recordAnswer(progress, { mission: mission.id, step: id, answer: 'x', passed: true, at: AT }),
    emptyProgress(),
  );
  const state = openMission(mission, passed, '');
  const view = viewOf(state);

  test('can be scrolled from its first line to its last', () => {
    const seen = new Set<string>();
    let scroll = 0;
    for (; ; scroll++) {
      const { lines, hidden = 0 } = missionScreen({ ...view, scroll }, { columns: 80, rows: 24 });
      expect(lines).toHaveLength(23);
      lines.forEach((row) => seen.add(plainText(row)));
      if (hidden === 0) break;
    }
    const whole = missionScreen(view, { columns: 80, rows: 200 });
    expect(whole.hidden).toBeUndefined();
    for (const row of whole.lines) expect(seen).toContain(plainText(row));
    // Beyond the end it stays at the end.
    const beyond = missionScreen({ ...view, scroll: scroll + 100 }, { columns: 80, rows: 24 });
    expect(beyond).toEqual(missionScreen({ ...view, scroll }, { columns: 80, rows: 24 }));
  });

  test('tells what was learned, where to read on, and which answers no longer pass', () => {
    const rechecks = {
      [mission.steps[0]!.id]: { verdict: 'pass', diagnoses: [] },
      [mission.steps[1]!.id]: {
        verdict: 'not-ready',
        diagnoses: [],
        readiness: { ready: false, secondsLeft: 7 },
      },
    } as const;
    const text = flow(
      missionScreen(viewOf({ ...state, rechecks }), { columns: 100, rows: 200 }).lines.map(plainText),
    );
    expect(text).toContain('All steps passed. Score 100 of 100.');
    expect(text).toContain(`✓ ${mission.steps[0]!.title} 1 attempt, still right`);
    expect(text).toContain(`“${mission.steps[1]!.title}”, asked once more: that can’t be told now.`);
    expect(text).toContain('7 s to go. It stays passed.');
    expect(text).toContain(flow(mission.learned[0]!));
    expect(text).toContain(mission.reading[0]!.link);
  });
});

test('a lab that does not answer is told as such', async () => {
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
  expect(flow(lines(state, 80, 24))).toContain('! The lab could not grade this. It did not count. refused');
});
