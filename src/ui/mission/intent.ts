import type { Step } from '../../missions/library/schema.js';
import type { KeyAction } from '../terminal/keys.js';
import type { Paging } from '../terminal/screen.js';
import { abilitiesOf, chosenStep, type Confirmation, type MissionState, stepOf } from './state.js';

/** The meaning of a key that is not part of the answer. */
export type Intent =
  | { type: 'leave' }
  | { type: 'next-mission' }
  /** Open a step, or, with the index after the last, the summary. */
  | { type: 'open'; index: number }
  /** Open the list of steps, to choose one. */
  | { type: 'steps' }
  /** Mark another step in the list. */
  | { type: 'select'; index: number }
  | { type: 'hint'; step: Step }
  | { type: 'ask'; confirmation: Confirmation }
  /** Not confirmed. */
  | { type: 'keep' }
  | { type: 'give-up'; step: Step }
  /** Reset a step, or, with the index after the last, the whole mission. */
  | { type: 'forget'; index: number }
  | { type: 'try-again' }
  | { type: 'preview' };

/** Undefined if the key means nothing now. */
export function intentOf(state: MissionState, action: KeyAction): Intent | undefined {
  if (state.phase === 'confirming') return confirmed(state, action);
  const can = abilitiesOf(state);
  if (can.choose) {
    const chosen = chosenBy(state, action);
    if (chosen) return chosen;
  }
  if (action.type === 'escape') return { type: 'leave' };
  if (action.type === 'enter') return can.goOn ? { type: 'open', index: state.index + 1 } : undefined;
  if (action.type === 'control') return commanded(state, action.letter);
  const key = typed(action);
  if (key === 'n' && can.nextMission) return { type: 'next-mission' };
  return key === 'r' ? again(state) : undefined;
}

/** What a key does in the list of steps. */
function chosenBy({ mission, selected, from }: MissionState, action: KeyAction): Intent | undefined {
  if (action.type === 'enter') return { type: 'open', index: selected };
  if (action.type === 'escape' && from !== undefined) return { type: 'open', index: from };
  const by = lineBy(action);
  const count = mission.steps.length;
  return by === 0 ? undefined : { type: 'select', index: (selected + by + count) % count };
}

function commanded(state: MissionState, letter: string): Intent | undefined {
  const can = abilitiesOf(state);
  const step = stepOf(state);
  if (letter === 't' && can.hint && step) return { type: 'hint', step };
  if (letter === 'g' && can.giveUp) return { type: 'ask', confirmation: 'solution' };
  if (letter === 'x' && can.reset) return { type: 'ask', confirmation: 'reset' };
  if (letter === 'o' && can.type) return { type: 'preview' };
  if (letter === 's' && can.steps) return { type: 'steps' };
  if (letter === 'n' && can.next) return { type: 'open', index: state.index + 1 };
  if (letter === 'p' && can.back) return { type: 'open', index: state.index - 1 };
  return undefined;
}

function again(state: MissionState): Intent | undefined {
  const can = abilitiesOf(state);
  if (can.tryAgain) return { type: 'try-again' };
  return can.startAnew
    ? { type: 'forget', index: state.mission.steps.indexOf(chosenStep(state)) }
    : undefined;
}

function confirmed(state: MissionState, action: KeyAction): Intent | undefined {
  const step = stepOf(state);
  const key = typed(action);
  if (key === 'y' && state.confirmation === 'reset') return { type: 'forget', index: state.index };
  if (key === 'y' && step) return { type: 'give-up', step };
  return key === 'n' || action.type === 'escape' ? { type: 'keep' } : undefined;
}

function typed(action: KeyAction): string | undefined {
  return action.type === 'edit' && action.edit.type === 'insert' ? action.edit.text.toLowerCase() : undefined;
}

/** The rows scrolled off the top after a key; undefined if the key doesn't scroll. */
export function scrolled(action: KeyAction, { top, hidden, page }: Paging): number | undefined {
  const by = action.type === 'page' ? action.by * page : lineBy(action);
  return by === 0 ? undefined : Math.max(0, top + Math.min(by, hidden));
}

/** A line down, a line up, or 0 for other keys. */
function lineBy(action: KeyAction): number {
  if (action.type !== 'edit') return 0;
  return action.edit.type === 'newer' ? 1 : action.edit.type === 'older' ? -1 : 0;
}
