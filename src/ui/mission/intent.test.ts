import { expect, test } from 'vitest';
import { DEMO_MISSION } from '../../../test/fixtures/demo-mission.js';
import {
  emptyProgress,
  type Progress,
  recordAnswer,
  recordGiveUp,
  recordHints,
} from '../../missions/progress/progress.js';
import type { KeyAction } from '../terminal/keys.js';
import { intentOf, scrolled } from './intent.js';
import { foldMissionEvent, openMission } from './model.js';
import type { MissionState } from './state.js';

const AT = '2026-11-22T12:00:00.000Z';
const ANSWER = { mission: 'demo', step: 'first', answer: 'up', at: AT };
const [FIRST] = DEMO_MISSION.steps;
const open = (progress: Progress = emptyProgress(), step = 'first'): MissionState =>
  openMission(DEMO_MISSION, progress, step);
const passed = open(recordAnswer(emptyProgress(), { ...ANSWER, passed: true }));
const firstPassed = recordAnswer(emptyProgress(), { ...ANSWER, passed: true });
const listed = foldMissionEvent(open(emptyProgress(), 'second'), { type: 'listed' });
const tried = open(recordAnswer(emptyProgress(), { ...ANSWER, passed: false }));
const givenUp = recordGiveUp(emptyProgress(), 'demo', 'second', AT);
const asked = (confirmation: 'solution' | 'reset'): MissionState =>
  foldMissionEvent(tried, { type: 'asked', confirmation });

const KEYS: Record<string, KeyAction> = {
  enter: { type: 'enter' },
  escape: { type: 'escape' },
  down: { type: 'edit', edit: { type: 'newer' } },
  up: { type: 'edit', edit: { type: 'older' } },
  'page down': { type: 'page', by: 1 },
  'page up': { type: 'page', by: -1 },
};
const key = (name: string): KeyAction =>
  KEYS[name] ??
  (name.startsWith('^')
    ? { type: 'control', letter: name.slice(1).toLowerCase() }
    : { type: 'edit', edit: { type: 'insert', text: name } });

test.each<[string, MissionState, string, unknown]>([
  ['an open step', open(), 'escape', { type: 'leave' }],
  ['an open step', open(), 'enter', undefined],
  ['an open step', open(), '^T', { type: 'hint', step: FIRST }],
  ['an open step', open(), '^G', { type: 'ask', confirmation: 'solution' }],
  ['an open step', open(), '^O', { type: 'preview' }],
  ['an open step', open(), '^N', { type: 'open', index: 1 }],
  ['an open step', open(), '^X', undefined],
  ['an open step', open(), 'r', undefined],
  ['the first step', open(), '^P', undefined],
  ['the second step', open(emptyProgress(), 'second'), '^P', { type: 'open', index: 0 }],
  ['an untouched step', open(), '^X', undefined],
  ['a step that was tried', tried, '^X', { type: 'ask', confirmation: 'reset' }],
  ['a step without further hints', open(recordHints(emptyProgress(), 'demo', 'first', 2)), '^T', undefined],
  ['a step that is passed', passed, 'enter', { type: 'open', index: 1 }],
  ['a step that is passed', passed, 'R', { type: 'try-again' }],
  ['a step that is passed', passed, '^G', undefined],
  ['a step that is passed', passed, '^O', undefined],
  ['a step given up', open(givenUp, 'second'), 'r', { type: 'forget', index: 1 }],
  ['the summary', open(emptyProgress(), ''), 'enter', { type: 'open', index: 0 }],
  ['the summary, the first step passed', open(firstPassed, ''), 'enter', { type: 'open', index: 1 }],
  ['the summary', open(emptyProgress(), ''), 'down', { type: 'select', index: 1 }],
  ['the summary', open(emptyProgress(), ''), 'up', { type: 'select', index: 1 }],
  ['the summary, its last step marked', open(firstPassed, ''), 'down', { type: 'select', index: 0 }],
  ['the summary', open(emptyProgress(), ''), 'escape', { type: 'leave' }],
  ['an open step', open(), '^S', { type: 'steps' }],
  ['the summary', open(emptyProgress(), ''), '^S', undefined],
  ['the list, opened from the second step', listed, 'enter', { type: 'open', index: 1 }],
  ['the list, opened from the second step', listed, 'escape', { type: 'open', index: 1 }],
  ['the summary', open(emptyProgress(), ''), '^N', undefined],
  [
    'the summary, a step given up and marked',
    foldMissionEvent(open(givenUp, ''), { type: 'selected', index: 1 }),
    'r',
    { type: 'forget', index: 1 },
  ],
  ['the summary, another step marked', open(givenUp, ''), 'r', undefined],
  ['the summary, the last mission', open(emptyProgress(), ''), 'n', undefined],
  [
    'the summary, a mission after it',
    openMission(DEMO_MISSION, emptyProgress(), '', DEMO_MISSION),
    'n',
    { type: 'next-mission' },
  ],
  [
    'a step, a mission after it',
    openMission(DEMO_MISSION, emptyProgress(), 'first', DEMO_MISSION),
    'n',
    undefined,
  ],
  ['the solution asked for', asked('solution'), 'y', { type: 'give-up', step: FIRST }],
  ['the solution asked for', asked('solution'), 'n', { type: 'keep' }],
  ['the solution asked for', asked('solution'), 'enter', undefined],
  ['a reset asked for', asked('reset'), 'Y', { type: 'forget', index: 0 }],
  ['a reset asked for', asked('reset'), 'escape', { type: 'keep' }],
  ['a reset asked for', asked('reset'), '^N', undefined],
])('%s (%#)', (_, state, name, intent) => expect(intentOf(state, key(name))).toEqual(intent));

test.each([
  ['down', 0, 3, 1],
  ['down', 3, 0, 3],
  ['up', 3, 0, 2],
  ['up', 0, 3, 0],
  ['page down', 0, 25, 10],
  ['page down', 10, 5, 15],
  ['page up', 15, 0, 5],
  ['enter', 0, 3, undefined],
  ['x', 0, 3, undefined],
])('%s at row %d with %d hidden: row %d', (name, scroll, hidden, row) =>
  expect(scrolled(key(name), { top: scroll, hidden, page: 10 })).toBe(row),
);
