import { dirname, join } from 'node:path';
import { ACTIONS } from '../../lab/faults/actions.js';
import type { Mission, Step } from './library/schema.js';
import { endsFault } from './library/schema/fault-answers.js';
import { RUN_MEASURES } from './library/schema/load-answer.js';

/**
 * Describes how a step is answered, and its solution, for all outputs: the terminal's screen, plain text, scripts.
 *
 * A screen needs no other knowledge of the types: it shows the kind's input, and passes the typed text to grade().
 */
export type AnswerForm = {
  /** Shown before the input. */
  label: string;
  /** Shown in the input while it is empty. */
  placeholder: string;
} & (
  | { kind: 'promql' }
  /** As written, with or without its unit. */
  | { kind: 'number'; unit: string }
  /** The ids of the options, with commas between them: `a` or `a,c`. */
  | { kind: 'choice'; options: readonly { id: string; text: string }[]; multiple: boolean }
  /** Nothing is typed: the lab itself is checked. The answer is the empty string. */
  | { kind: 'confirm' }
  /** The path of a file, or if `alsoUrl` is true, a URL. */
  | { kind: 'file'; alsoUrl: boolean }
);

export function describeAnswer({ answer }: Pick<Step, 'answer'>): AnswerForm {
  switch (answer.type) {
    case 'promql':
      return { kind: 'promql', label: 'PromQL', placeholder: 'a query' };
    case 'number':
      return numberForm(answer.unit);
    case 'choice': {
      const multiple = answer.options.filter(({ correct }) => correct).length > 1;
      return {
        kind: 'choice',
        label: multiple ? 'Choose all correct options' : 'Choose one',
        placeholder: multiple
          ? answer.options
              .slice(0, 2)
              .map(({ id }) => id)
              .join(',')
          : answer.options[0]!.id,
        options: answer.options.map(({ id, text }) => ({ id, text })),
        multiple,
      };
    }
    case 'check':
      return { kind: 'confirm', label: 'Check the lab', placeholder: '' };
    case 'dashboard':
      return {
        kind: 'file',
        label: 'Dashboard',
        placeholder: './dashboard.json, or its URL in Grafana',
        alsoUrl: true,
      };
    case 'rules':
      return { kind: 'file', label: 'Rule file', placeholder: './rules.yml', alsoUrl: false };
    case 'exposition':
      return {
        kind: 'file',
        label: 'Metrics page',
        placeholder: './metrics.txt, or http://127.0.0.1:…/metrics',
        alsoUrl: true,
      };
    case 'alertmanager':
      return answer.ask === 'silences'
        ? { kind: 'file', label: 'Silences', placeholder: './silences.yml', alsoUrl: false }
        : { kind: 'file', label: 'Configuration', placeholder: './alertmanager.yml', alsoUrl: false };
    case 'relabel':
      return { kind: 'file', label: 'Relabel configs', placeholder: './relabel.yml', alsoUrl: false };
    case 'load':
      if (answer.search) return numberForm('');
      return answer.ask
        ? numberForm(RUN_MEASURES[answer.ask.measure])
        : { kind: 'confirm', label: 'Check the load runs', placeholder: '' };
    case 'mitigation':
      return {
        kind: 'choice',
        label: 'Choose what the lab should do',
        placeholder: answer.options[0]!.action,
        options: answer.options.map(({ action }) => ({ id: action, text: ACTIONS[action].title })),
        multiple: false,
      };
    case 'incident':
      return { kind: 'confirm', label: 'Check the finished incidents', placeholder: '' };
  }
}

/** The solution, shown after giving up. A file is given by its path: it may be long. */
export interface Solution {
  kind: 'promql' | 'text' | 'file';
  text: string;
}

export function describeSolution(
  mission: Pick<Mission, 'file'>,
  { answer, fault }: Pick<Step, 'answer' | 'fault'>,
): Solution {
  switch (answer.type) {
    case 'promql':
    case 'number':
      return { kind: 'promql', text: answer.reference };
    case 'choice':
      return {
        kind: 'text',
        text: answer.options
          .filter(({ correct }) => correct)
          .map(({ id, text }) => `${id}: ${text}`)
          .join('\n'),
      };
    case 'mitigation':
      return {
        kind: 'text',
        text: answer.options
          .filter(({ action }) => fault && endsFault(fault, action))
          .map(({ action }) => `${action}: ${ACTIONS[action].title}`)
          .join('\n'),
      };
    case 'check':
    case 'load':
    case 'incident':
      return { kind: 'text', text: answer.solution };
    case 'dashboard':
    case 'rules':
    case 'exposition':
    case 'relabel':
    case 'alertmanager': {
      const [{ file, text }] = answer.accept as [(typeof answer.accept)[number]];
      return text === undefined
        ? { kind: 'file', text: join(dirname(mission.file), file!) }
        : { kind: 'text', text };
    }
  }
}

function numberForm(unit: string): AnswerForm {
  return { kind: 'number', label: 'Number', placeholder: UNIT_EXAMPLES[unit] ?? 'a number', unit };
}

const UNIT_EXAMPLES: Readonly<Record<string, string>> = {
  '': 'a number, such as 0.25',
  s: 'a time, such as 0.25 or 250ms',
  '%': 'a share, such as 12%',
  bytes: 'a size, such as 1.5MiB',
  '/s': 'a rate, such as 3/s',
  '/min': 'a rate, such as 90/min',
};
