import type { AnswerForm } from '../../missions/describe.js';
import {
  type Completer,
  type Editor,
  editorOf,
  interruptEditor,
  type Language,
  ONE_LINE,
  pressEditor,
} from '../editor/model.js';
import type { KeyAction } from '../terminal/keys.js';
import { cleared, edit, type TextInput, textInput } from '../terminal/text-input.js';

/** How a step is answered: by typing, by choosing from options, or by pressing Enter. */
export type MissionField =
  | { kind: 'text'; form: AnswerForm; editor: Editor }
  | {
      kind: 'choice';
      form: Extract<AnswerForm, { kind: 'choice' }>;
      /** Index of the marked option. */
      at: number;
      /** Ids of the picked options, if several can be picked. */
      picked: ReadonlySet<string>;
    }
  | { kind: 'confirm'; form: AnswerForm };

/** The languages that can be typed, with their completions. */
export interface Languages {
  promql: Language;
  paths: Completer;
}

/** @param previous whose history of queries is kept */
export function fieldOf(form: AnswerForm, history: readonly string[], previous?: TextInput): MissionField {
  if (form.kind === 'choice') return { kind: 'choice', form, at: 0, picked: new Set() };
  if (form.kind === 'confirm') return { kind: 'confirm', form };
  const input = form.kind !== 'promql' ? textInput() : previous ? cleared(previous) : textInput(history);
  return { kind: 'text', form, editor: editorOf(input) };
}

/** A step's field as the learner left it: with what was typed or picked. */
export function draftOf(field: MissionField, left: MissionField | undefined): MissionField {
  if (left?.kind !== 'text' || field.kind !== 'text') return left ?? field;
  const { text } = left.editor.input;
  return { ...field, editor: editorOf(edit(field.editor.input, { type: 'insert', text })) };
}

export function languageOf(form: AnswerForm, { promql, paths }: Languages): Language {
  if (form.kind === 'promql') return promql;
  return form.kind === 'file' ? { complete: paths, multiline: false } : ONE_LINE;
}

/**
 * Applies a key.
 * @returns the field after it, with the answer if the key submitted one; undefined if the field doesn't use the key
 */
export function pressField(
  field: MissionField,
  action: KeyAction,
  languages: Languages,
): { field: MissionField; answer?: string } | undefined {
  switch (field.kind) {
    case 'text': {
      const pressed = pressEditor(field.editor, action, languageOf(field.form, languages));
      if (!pressed) return undefined;
      const { submitted, ...editor } = pressed;
      const answer = editor.input.text.trim();
      return { field: { ...field, editor }, ...(submitted && answer !== '' && { answer }) };
    }
    case 'choice':
      return pressChoice(field, action);
    case 'confirm':
      return action.type === 'enter' ? { field, answer: '' } : undefined;
  }
}

/** Ctrl-C: clears what is typed. @returns undefined if there is nothing to clear */
export function interruptField(field: MissionField): MissionField | undefined {
  if (field.kind !== 'text') return undefined;
  const editor = interruptEditor(field.editor);
  return editor && { ...field, editor };
}

/** What was typed; empty for other fields. */
export function typedIn(field: MissionField): string {
  return field.kind === 'text' ? field.editor.input.text.trim() : '';
}

/** Whether there is an answer to check. */
export function hasAnswer(field: MissionField): boolean {
  if (field.kind === 'text') return field.editor.input.text.trim() !== '';
  return field.kind === 'confirm' || !field.form.multiple || field.picked.size > 0;
}

type Choice = Extract<MissionField, { kind: 'choice' }>;

function pressChoice(field: Choice, action: KeyAction): { field: Choice; answer?: string } | undefined {
  const { form, at } = field;
  const { options, multiple } = form;
  if (action.type === 'enter') {
    const ids = multiple ? options.filter(({ id }) => field.picked.has(id)) : [options[at]!];
    return ids.length === 0 ? { field } : { field, answer: ids.map(({ id }) => id).join(',') };
  }
  if (action.type !== 'edit') return undefined;
  const { edit } = action;
  if (edit.type === 'older' || edit.type === 'newer') {
    const by = edit.type === 'newer' ? 1 : -1;
    return { field: { ...field, at: (at + by + options.length) % options.length } };
  }
  if (edit.type !== 'insert') return undefined;
  // Keys pressed quickly arrive as one text.
  const keys = options.some(({ id }) => id === edit.text) ? [edit.text] : [...edit.text];
  return { field: keys.reduce(typedInto, field) };
}

function typedInto(field: Choice, key: string): Choice {
  const { options, multiple } = field.form;
  if (key === ' ') return multiple ? toggled(field, field.at) : field;
  const named = options.findIndex(({ id }) => id === key.toLowerCase());
  if (named === -1) return field;
  return multiple ? { ...toggled(field, named), at: named } : { ...field, at: named };
}

function toggled(field: Choice, index: number): Choice {
  const { id } = field.form.options[index]!;
  const picked = new Set(field.picked);
  if (!picked.delete(id)) picked.add(id);
  return { ...field, picked };
}
