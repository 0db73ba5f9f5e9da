import type { Step } from '../../../missions/library/schema.js';
import { truncate } from '../../../util/text/display-width.js';
import { highlight } from '../../editor/highlight.js';
import { searchPrompt } from '../../editor/history-search.js';
import { type InputLayout, layOutInput } from '../../editor/input-text.js';
import { type Line, line, type Segment } from '../../text/line.js';
import { inlineCode } from '../../text/paragraphs.js';
import { wrap } from '../../text/wrap.js';
import type { MissionField } from '../field-model.js';
import type { SessionState } from '../session-state.js';
import { readinessLines } from './grade-text.js';

/** The field for the answer, or what replaces it: a question to confirm, or why the learner has to wait. */

export interface Question {
  lines: readonly Line[];
  /** Undefined if nothing can be typed. */
  cursor?: { x: number; y: number };
}

const MAX_ROWS = 6;

export function questionText({ state, field, watches }: SessionState, step: Step, width: number): Question {
  const { phase } = state;
  if (phase === 'done' || !field) return { lines: [] };
  if (phase === 'confirming') return { lines: [[], ...wrap(confirmation(state.confirmation, step), width)] };
  const status: Line[] =
    phase === 'grading'
      ? [line(field.form.kind === 'promql' ? 'Evaluating both queries…' : 'Checking…', 'dim')]
      : phase === 'waiting' && state.readiness
        ? readinessLines(state.readiness, width, 'warn')
        : [];
  const { lines, cursor } = fieldLines(field, width, watches);
  return {
    lines: [[], ...status, ...lines],
    ...(cursor && phase !== 'grading' && { cursor: { x: cursor.x, y: cursor.y + 1 + status.length } }),
  };
}

function confirmation(what: SessionState['state']['confirmation'], { title }: Step): Segment[] {
  return what === 'solution'
    ? [{ text: 'Show the solution? ', tone: 'warn' }, { text: `The step “${title}” will count as given up.` }]
    : [
        { text: 'Reset? ', tone: 'warn' },
        { text: `This deletes your attempts, hints and answer for the step “${title}”.` },
      ];
}

function fieldLines(
  field: MissionField,
  width: number,
  watches: SessionState['watches'],
): { lines: readonly Line[]; cursor?: InputLayout['cursor'] } {
  const { form } = field;
  switch (field.kind) {
    case 'text': {
      const { input, search } = field.editor;
      const isQuery = form.kind === 'promql';
      const { lines, cursor } = layOutInput(input, {
        width,
        maxRows: MAX_ROWS,
        placeholder: isQuery ? '' : form.placeholder,
        ...(isQuery ? { spans: highlight(input.text, input.cursor) } : { prompt: `${form.label} › ` }),
        ...(search && { prompt: searchPrompt(search) }),
      });
      return {
        lines: form.kind === 'file' ? [...lines, watchLine(input.text, watches, width)] : lines,
        cursor,
      };
    }
    case 'choice':
      return {
        lines: [
          line(`${field.form.label}:`, 'dim'),
          ...field.form.options.flatMap((_, i) => optionLines(field, i, width)),
        ],
      };
    case 'confirm':
      return {
        lines: wrap(
          [
            { text: `${form.label}: ` },
            {
              text:
                watches === 'lab'
                  ? 'it passes by itself as soon as it is done. Enter checks now.'
                  : 'press Enter when you are done.',
            },
          ],
          width,
        ),
      };
  }
}

/** One line, whatever it says: the input must not move while the learner types. */
function watchLine(typed: string, watches: SessionState['watches'], width: number): Line {
  const text =
    watches === 'file'
      ? 'Watching this file: each save is checked. Enter checks now.'
      : watches === 'no-file' || typed.trim() === ''
        ? 'Name your file: from then on, each save of it is checked.'
        : 'Enter checks it.';
  return line(truncate(text, width), 'dim');
}

function optionLines(field: Extract<MissionField, { kind: 'choice' }>, index: number, width: number): Line[] {
  const { id, text } = field.form.options[index]!;
  const here = index === field.at;
  const box = field.form.multiple ? (field.picked.has(id) ? '[x] ' : '[ ] ') : '';
  const first: Segment[] = [
    { text: here ? '▸ ' : '  ', tone: 'code' },
    { text: box, tone: 'code' },
    { text: `${id}  `, tone: 'label' },
  ];
  const indent = 2 + box.length + id.length + 2;
  return wrap(inlineCode(text, here ? 'strong' : undefined), width, {
    first,
    rest: [{ text: ' '.repeat(indent) }],
  });
}
