import { isDone } from '../../../missions/progress/progress.js';
import { displayWidth } from '../../../util/text/display-width.js';
import { continues, ONE_LINE } from '../../editor/model.js';
import type { Line, Segment } from '../../text/line.js';
import { hasAnswer } from '../field-model.js';
import type { SessionState } from '../session-state.js';
import { abilitiesOf, recordOf, stepOf } from '../state.js';

/** The keys that do something now, with what they do. */

type Key = readonly [key: string, does: string];

/** Equally wide, so that the rows of keys don't change. */
const PAGES: Readonly<Record<'down' | 'up', Key>> = { down: ['PgDn', 'scroll'], up: ['PgUp', 'scroll'] };

const GAP = 3;

/** Left out in this order when a terminal is too low for all keys. They still work. */
const SPARED = ['^X', '^R', '^O', '↑', 'Tab', '^S', '^P', '^G', '^N'];

interface KeyRoom {
  width: number;
  /** The most rows to take, if the important keys fit into them. */
  rows: number;
}

/** @param pages set if not everything fits: whether the hidden part is below, or, at the end, above */
export function keyLines(view: SessionState, { width, rows }: KeyRoom, pages?: 'down' | 'up'): Line[] {
  if (view.popup) {
    return inRows(
      [
        ['Tab', 'accept'],
        ['↑ ↓', 'choose'],
        ['Esc', 'close'],
      ],
      width,
    );
  }
  if (view.field?.kind === 'text' && view.field.editor.search && abilitiesOf(view.state).type) {
    return inRows(
      [
        ['^R', 'older'],
        ['^S', 'newer'],
        ['Enter', 'check it'],
        ['Esc', 'cancel'],
      ],
      width,
    );
  }
  if (view.state.phase === 'confirming') {
    return inRows(
      view.state.confirmation === 'solution'
        ? [
            ['y', 'show it'],
            ['n', 'keep trying'],
          ]
        : [
            ['y', 'reset'],
            ['n', 'cancel'],
          ],
      width,
    );
  }
  let keys = [...answerKeys(view), ...helpKeys(view), ...(pages ? [PAGES[pages]] : []), ...moveKeys(view)];
  for (const spared of SPARED) {
    if (inRows(keys, width).length <= rows) break;
    keys = keys.filter(([key]) => key !== spared);
  }
  return inRows(keys, width);
}

function answerKeys({ state, field, preview }: SessionState): Key[] {
  const can = abilitiesOf(state);
  if (can.goOn) return [['Enter', 'next step']];
  if (can.choose) {
    return [
      ['↑ ↓', 'choose'],
      ['Enter', 'open'],
    ];
  }
  if (!can.type || !field) return [];
  const keys: Key[] = [];
  if (field.kind === 'choice') {
    keys.push(
      ...(field.form.multiple
        ? ([
            ['↑ ↓', 'move'],
            ['Space', 'pick'],
          ] as const)
        : ([['↑ ↓', 'choose']] as const)),
    );
  }
  if (can.submit && hasAnswer(field)) {
    const multiline = field.kind === 'text' && field.form.kind === 'promql';
    const open = multiline && continues(field.editor.input, { ...ONE_LINE, multiline });
    // The first Enter starts a new line.
    keys.push([open ? 'Enter twice' : 'Enter', 'check']);
  }
  if (field.form.kind === 'promql' || field.form.kind === 'file') keys.push(['Tab', 'complete']);
  if (field.kind === 'text' && field.editor.input.text === '' && field.editor.input.history.length > 0) {
    keys.push(['↑', 'history'], ['^R', 'search it']);
  }
  if (field.form.kind === 'promql') keys.push(['^O', preview.on ? 'preview off' : 'preview on']);
  return keys;
}

function helpKeys({ state }: SessionState): Key[] {
  const can = abilitiesOf(state);
  const step = stepOf(state);
  const keys: Key[] = [];
  if (can.hint && step) keys.push(['^T', `hint ${recordOf(state, step).hints + 1} of ${step.hints.length}`]);
  if (can.giveUp) keys.push(['^G', 'solution']);
  if (can.tryAgain) keys.push(['r', 'try again']);
  if (can.startAnew) keys.push(['r', 'start again']);
  return keys;
}

function moveKeys({ state }: SessionState): Key[] {
  const can = abilitiesOf(state);
  const step = stepOf(state);
  const keys: Key[] = [];
  if (can.nextMission && state.next) {
    keys.push(['n', `start mission ${state.next.number}: ${state.next.title}`]);
  }
  if (can.next && !can.goOn) keys.push(['^N', step && isDone(recordOf(state, step)) ? 'next' : 'skip']);
  if (can.steps) keys.push(['^S', 'steps']);
  if (can.back) keys.push(['^P', 'back']);
  if (can.reset) keys.push(['^X', step ? 'reset' : 'reset the mission']);
  keys.push(['Esc', state.from === undefined ? 'quit' : 'back']);
  return keys;
}

/** Keys side by side, as many per row as fit. */
export function inRows(keys: readonly Key[], width: number): Line[] {
  const rows: Segment[][] = [];
  let used = Infinity;
  for (const [key, does] of keys) {
    const columns = displayWidth(key) + 1 + displayWidth(does);
    if (used + GAP + columns > width) rows.push([]);
    const row = rows.at(-1)!;
    if (row.length > 0) row.push({ text: ' '.repeat(GAP) });
    used = (row.length > 0 ? used + GAP : 0) + columns;
    row.push({ text: key, tone: 'code' }, { text: ` ${does}`, tone: 'dim' });
  }
  return rows;
}
