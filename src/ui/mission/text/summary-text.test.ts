import { describe, expect, test } from 'vitest';
import { flow, pages, viewOf } from '../../../../test/fixtures/mission-view.js';
import { loadMissions, missionDirectories } from '../../../missions/library/library.js';
import { emptyProgress, type Progress, recordAnswer } from '../../../missions/progress/progress.js';
import { packageRoot } from '../../../util/package-root.js';
import { plainText } from '../../text/line.js';
import { openMission } from '../model.js';
import { screenText } from './screen-text.js';
import { whereToRead } from './summary-text.js';

const { missions } = await loadMissions(missionDirectories(packageRoot(), {}));
const AT = '2026-11-22T12:00:00.000Z';

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
    const seen = pages(state, 80, 24);
    const whole = screenText(view, { columns: 80, rows: 200 });
    expect(whole.paging).toBeUndefined();
    for (const row of whole.lines.slice(0, -2)) expect(seen).toContain(plainText(row));
    // Beyond the end it stays at the end.
    const end = (scroll: number) => screenText({ ...view, scroll }, { columns: 80, rows: 24 });
    expect(end(1000)).toEqual(end(2000));
    expect(end(1000).paging?.hidden).toBe(0);
    const keys = (scroll: number) => flow(end(scroll).lines.map(plainText)).match(/Pg(Dn|Up) \S+/g);
    expect([keys(0), keys(1), keys(1000)]).toEqual([['PgDn scroll'], ['PgDn scroll'], ['PgUp scroll']]);
  });

  test('says only what was passed, and how the score is counted', () => {
    const [first] = mission.learned;
    const some = first!.steps.reduce(
      (progress, step) =>
        recordAnswer(progress, { mission: mission.id, step, answer: 'x', passed: true, at: AT }),
      emptyProgress(),
    );
    const text = (progress: Progress): string =>
      flow(
        screenText(viewOf(openMission(mission, progress, '')), { columns: 100, rows: 200 }).lines.map(
          plainText,
        ),
      );
    expect(text(some)).toContain(`What you learned • ${flow(first!.says)} The other steps teach`);
    for (const { says } of mission.learned.slice(1)) expect(text(some)).not.toContain(flow(says));
    expect(text(emptyProgress())).not.toContain('What you learned');
    expect(text(emptyProgress())).not.toContain('Concepts');
    expect(text(emptyProgress())).toContain(
      'Score: the share of steps passed without asking for the solution.',
    );
    expect(text(emptyProgress())).toContain('Hints and wrong answers cost nothing.');
  });

  test('keeps the marked step in sight', () => {
    for (const selected of mission.steps.keys()) {
      const listed = { ...openMission(mission, emptyProgress(), ''), selected };
      const screen = screenText({ ...viewOf(listed), scroll: undefined }, { columns: 60, rows: 15 });
      expect(screen.lines.length).toBeLessThan(15);
      expect(flow(screen.lines.map(plainText))).toContain(
        `▸ · ${selected + 1} ${mission.steps[selected]!.title}`,
      );
    }
  });

  test('tells steps that were skipped from those that were not reached', () => {
    const progress = recordAnswer(emptyProgress(), {
      mission: mission.id,
      step: mission.steps[1]!.id,
      answer: 'x',
      passed: true,
      at: AT,
    });
    const text = flow(
      screenText(viewOf(openMission(mission, progress, '')), { columns: 100, rows: 200 }).lines.map(
        plainText,
      ),
    );
    expect(text).toContain(`1 ${mission.steps[0]!.title} skipped`);
    expect(text).toContain(`3 ${mission.steps[2]!.title} open`);
  });

  test('lists what you learned, further reading, and answers that no longer pass', () => {
    const rechecks = {
      [mission.steps[0]!.id]: { verdict: 'pass', diagnoses: [] },
      [mission.steps[1]!.id]: {
        verdict: 'not-ready',
        diagnoses: [],
        readiness: { ready: false, secondsLeft: 7 },
      },
    } as const;
    const text = flow(
      screenText(viewOf({ ...state, rechecks }), { columns: 100, rows: 200 }).lines.map(plainText),
    );
    expect(text).toContain('All steps passed. Score 100 of 100.');
    expect(text).toContain(`✓ 1 ${mission.steps[0]!.title} 1 attempt, still right`);
    expect(text).toContain(`“${mission.steps[1]!.title}”, graded again: this can’t be graded right now.`);
    expect(text).toContain('7 s to go. The step stays passed.');
    for (const { says } of mission.learned) expect(text).toContain(flow(says));
    for (const { link } of mission.reading) expect(text).toContain(flow(whereToRead(link)));
    expect(text).toMatch(/obs-lab docs observability-watch/);
    expect(text).not.toContain('docs/OBSERVABILITY');
  });
});
