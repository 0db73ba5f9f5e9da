import type { Mission } from '../../../missions/library/schema.js';
import { isDone, missionScore, type Progress, stepProgressOf } from '../../../missions/progress/progress.js';
import { padEnd, padStart, truncate, widest } from '../../../util/text/display-width.js';
import { counted, listed } from '../../../util/text/words.js';
import type { Screen } from '../../terminal/screen.js';
import { type Line, line } from '../../text/line.js';
import { paragraphs } from '../../text/paragraphs.js';
import { wrap } from '../../text/wrap.js';
import { inRows } from '../text/key-text.js';
import { scoreNote } from '../text/summary-text.js';

/** The list of missions to choose from, with the progress in each. */

export interface MissionList {
  missions: readonly Mission[];
  progress: Progress;
  /** Index of the mission that Enter opens. */
  selected: number;
}

const WIDEST = 100;
const BAR_COLUMNS = 10;
/** Narrower than this, bar and score make room for the titles. */
const NARROW = 60;
/** Lines about the selected mission. */
const ABOUT_ROWS = 6;

export function listText(list: MissionList, size: { columns: number; rows: number }): Screen {
  const width = Math.max(20, Math.min(size.columns - 1, WIDEST));
  const foot = [
    [],
    ...inRows(
      [
        ['↑ ↓', 'choose'],
        ['Enter', 'open'],
        ['Esc', 'quit'],
      ],
      width,
    ),
  ];
  const room = size.rows - 1 - 2 - foot.length;
  const count = Math.max(1, Math.min(list.missions.length, room - ABOUT_ROWS));
  const first = Math.min(Math.max(0, list.selected - Math.floor(count / 2)), list.missions.length - count);
  const rows = list.missions
    .slice(first, first + count)
    .map((mission, i) => missionLine(list, mission, first + i === list.selected, width));
  const about = [...aboutLines(list, width), [], ...wrap([{ text: scoreNote(), tone: 'dim' }], width)].slice(
    0,
    Math.max(0, room - count - 1),
  );
  return { lines: [line(truncate(headingOf(list), width), 'strong'), [], ...rows, [], ...about, ...foot] };
}

function headingOf({ missions, progress }: MissionList): string {
  const steps = missions.reduce((sum, mission) => sum + mission.steps.length, 0);
  const passed = missions.reduce((sum, mission) => sum + missionScore(progress, mission).passed, 0);
  return `Missions: ${passed} of ${counted(steps, 'step')} passed`;
}

function missionLine(
  { missions, progress }: MissionList,
  mission: Mission,
  isSelected: boolean,
  width: number,
): Line {
  const { passed, score } = missionScore(progress, mission);
  const steps = mission.steps.length;
  const filled = Math.round((passed / steps) * BAR_COLUMNS);
  const counts = missions.map((one) => `${missionScore(progress, one).passed} of ${one.steps.length}`);
  const points = width >= NARROW ? `  score ${padStart(String(score), 3)}` : '';
  const result = `  ${padStart(`${passed} of ${steps}`, widest(counts))}${points}`;
  const mark = `${isSelected ? '▸' : ' '} ${padStart(String(mission.number), 2)}  `;
  const bar = width >= NARROW ? `  ${'█'.repeat(filled).padEnd(BAR_COLUMNS, '░')}` : '';
  const room = Math.max(4, width - mark.length - bar.length - result.length);
  const titles = Math.min(room, widest(missions.map(({ title }) => title)));
  return [
    { text: mark, tone: 'code' },
    { text: padEnd(truncate(mission.title, titles), titles), ...(isSelected && { tone: 'strong' as const }) },
    { text: bar, ...(passed > 0 && { tone: 'good' as const }) },
    { text: result, tone: 'dim' },
  ];
}

function aboutLines({ missions, progress, selected }: MissionList, width: number): Line[] {
  const mission = missions[selected]!;
  const before = missions.filter(
    (one) =>
      mission.requires.includes(one.id) &&
      one.steps.some(({ id }) => !isDone(stepProgressOf(progress, one.id, id))),
  );
  const titles = before.map(({ number, title }) => `${number} ${title}`);
  return [
    ...paragraphs(mission.summary, width),
    ...(before.length === 0
      ? []
      : wrap([{ text: `Best after ${listed(titles)}, which you have not finished.`, tone: 'warn' }], width)),
  ];
}
