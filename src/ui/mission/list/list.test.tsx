import { render } from 'ink-testing-library';
import { expect, test, vi } from 'vitest';
import { DEMO_MISSION } from '../../../../test/fixtures/demo-mission.js';
import type { Mission } from '../../../missions/library/schema.js';
import { emptyProgress, recordAnswer } from '../../../missions/progress/progress.js';
import { displayWidth } from '../../../util/text/display-width.js';
import { plainText } from '../../text/line.js';
import { listText } from './list-text.js';
import { missionAfter, nextMission } from './next-mission.js';
import { MissionListApp } from './screen.js';

const mission = (number: number, more: Partial<Mission> = {}): Mission => ({
  ...DEMO_MISSION,
  number,
  id: `demo-${number}`,
  title: `Mission of number ${number}`,
  ...more,
});
const MISSIONS = [mission(1), mission(2, { requires: ['demo-1'] }), mission(12)];
const pass = (progress = emptyProgress(), step = 'first', id = 'demo-1') =>
  recordAnswer(progress, { mission: id, step, answer: 'x', passed: true, at: '2026-11-22T12:00:00.000Z' });
const HALF = pass();
const ALL = pass(HALF, 'second');

const lines = (selected: number, progress = HALF, columns = 80, rows = 24, missions = MISSIONS): string[] =>
  listText({ missions, progress, selected }, { columns, rows }).lines.map(plainText);

test('shows the missions with their progress', () => {
  expect(lines(1)).toEqual([
    'Missions: 1 of 6 steps passed',
    '',
    '   1  Mission of number 1   █████░░░░░  1 of 2  score  50',
    '▸  2  Mission of number 2   ░░░░░░░░░░  0 of 2  score   0',
    '  12  Mission of number 12  ░░░░░░░░░░  0 of 2  score   0',
    '',
    'Two steps.',
    'Best after 1 Mission of number 1, which you have not finished.',
    '',
    'Score: the share of steps passed without asking for the solution; bigger ones',
    'count more. Hints and wrong answers cost nothing.',
    '',
    '↑ ↓ choose   Enter open   Esc quit',
  ]);
  expect(lines(1, ALL).join()).not.toContain('Best after');
});

test.each([
  [1, emptyProgress(), 2],
  [2, emptyProgress(), 12],
  [12, emptyProgress(), 1],
  [12, ALL, 2],
])('after mission %d comes the next that is not finished (%#)', (number, progress, next) => {
  const here = MISSIONS.find((one) => one.number === number)!;
  expect(missionAfter(MISSIONS, here, progress)?.number).toBe(next);
});

test('no mission comes after the only one', () =>
  expect(missionAfter([MISSIONS[0]!], MISSIONS[0]!, emptyProgress())).toBeUndefined());

test.each([
  [80, 24, 40],
  [60, 20, 40],
  [40, 15, 3],
  [30, 12, 40],
])('%d × %d never overflows, and the selected one is in sight', (columns, rows, count) => {
  const many = Array.from({ length: count }, (_, i) => mission(i + 1, { title: 'A long title '.repeat(9) }));
  for (let selected = 0; selected < count; selected++) {
    const screen = lines(selected, HALF, columns, rows, many);
    expect(screen.length).toBeLessThan(rows);
    for (const row of screen) expect(displayWidth(row)).toBeLessThan(columns);
    expect(screen.some((row) => row.startsWith('▸') && row.includes(` ${selected + 1} `))).toBe(true);
  }
});

test('starts at the first unfinished mission', () => {
  expect(nextMission(MISSIONS, emptyProgress())).toBe(0);
  expect(nextMission(MISSIONS, HALF)).toBe(0);
  expect(nextMission(MISSIONS, ALL)).toBe(1);
  expect(nextMission(MISSIONS.slice(0, 1), ALL)).toBe(0);
});

test.each<[string, string[], unknown]>([
  ['Enter', ['\r'], MISSIONS[0]],
  ['down', ['\u001B[B', '\r'], MISSIONS[1]],
  ['up', ['\u001B[A', '\r'], MISSIONS[2]],
  ['a number', ['2', '\r'], MISSIONS[1]],
  ['a number and Enter at once', ['2\r'], MISSIONS[1]],
  ['Esc', ['\u001B'], 'left'],
  ['Ctrl-C', ['\u0003'], 'interrupted'],
])('%s', async (_, keys, chosen) => {
  const choose = vi.fn();
  const app = render(<MissionListApp missions={MISSIONS} progress={HALF} first={0} choose={choose} />);
  await vi.waitFor(() => expect(app.lastFrame()).toContain('Esc quit'));
  for (const key of keys) {
    app.stdin.write(key);
    await new Promise(setImmediate); // each key by itself
  }
  await vi.waitFor(() => expect(choose).toHaveBeenCalledExactlyOnceWith(chosen));
  app.unmount();
});
