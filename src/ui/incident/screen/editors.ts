import { type Field, FIELDS } from '../../../incidents/grading/types.js';
import type { IncidentStatus } from '../../../incidents/session/status.js';
import { type Editor, editorOf } from '../../editor/model.js';
import type { KeyAction } from '../../terminal/keys.js';
import { edit, textInput } from '../../terminal/text-input.js';
import type { IncidentState, Panel } from './state.js';

// The lines that are typed on an incident's screen: which there are, and which keys they take.

/** The line for an answer, with this text. */
export function answerOf(text: string): Editor {
  return editorOf(edit(textInput(), { type: 'insert', text }));
}

/** The next field without an answer; the same one if all others have one. */
export function nextEmpty({ fields }: IncidentStatus, field: Field): Field {
  const at = FIELDS.indexOf(field);
  const next = [...FIELDS.slice(at + 1), ...FIELDS.slice(0, at)];
  return next.find((name) => fields.some((each) => each.field === name && each.answer === null)) ?? field;
}

/** Whether a key moves between the fields of the report. */
export function isMove(action: KeyAction): action is Extract<KeyAction, { type: 'edit' }> {
  return action.type === 'edit' && (action.edit.type === 'older' || action.edit.type === 'newer');
}

/** Whether a panel has a line to type in. */
export function takesText(panel: Panel): boolean {
  return panel === 'query' || panel === 'logs' || panel === 'report';
}

/** Whether Ctrl and a letter edits the text, or searches its history. */
export function isForEditor(view: IncidentState, letter: string): boolean {
  if (!takesText(view.panel)) return false;
  return editorIn(view).search !== undefined || letter === 'r' || letter === 'd';
}

/** The editor that takes the keys. */
export function editorIn({
  panel,
  query,
  filter,
  answer,
}: Pick<IncidentState, 'panel' | 'query' | 'filter' | 'answer'>): Editor {
  return panel === 'report' ? answer : panel === 'logs' ? filter : query;
}

/** The change of the state that gives a panel this editor. */
export function withEditor({ panel }: IncidentState, editor: Editor): Partial<IncidentState> {
  return panel === 'report' ? { answer: editor } : panel === 'logs' ? { filter: editor } : { query: editor };
}
