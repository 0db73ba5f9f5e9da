import { resolveTimeRange } from '../../dashboards/model/time-range.js';
import { ALL, type VariableValue } from '../../dashboards/model/variables.js';
import { h, icon } from '../../web/dom.js';
import { popover } from './popover.js';
import { QUICK_RANGES, rangeText } from './time-text.js';
import { REFRESH_CHOICES } from './view-state.js';

/** Picks the time range: common ones by a click, any other by typing. */
export function timePicker(
  current: { from: string; to: string },
  onChange: (from: string, to: string) => void,
): HTMLElement {
  const quick = QUICK_RANGES.map(({ from, label }) =>
    h(
      'button',
      {
        type: 'button',
        class: 'choice',
        'aria-pressed': String(current.to === 'now' && current.from === from),
        onclick: () => onChange(from, 'now'),
      },
      label,
    ),
  );
  const from = h('input', { name: 'from', value: current.from, spellcheck: 'false', autocomplete: 'off' });
  const to = h('input', { name: 'to', value: current.to, spellcheck: 'false', autocomplete: 'off' });
  const problem = h('p', { class: 'problem', role: 'alert' });
  const form = h(
    'form',
    {
      onsubmit: (event: SubmitEvent) => {
        event.preventDefault();
        if (isRange(from.value, to.value)) onChange(from.value.trim(), to.value.trim());
        else problem.textContent = 'Write times like now-20m or 2026-01-31 14:05; From must be before To.';
      },
    },
    h('label', {}, 'From', from),
    h('label', {}, 'To', to),
    h('button', { type: 'submit', class: 'primary' }, 'Apply'),
    problem,
  );
  const content = h('div', { class: 'time-choices' }, h('div', { class: 'choices' }, ...quick), form);
  const label = [icon('clock'), h('span', {}, rangeText(current.from, current.to))];
  const picker = popover(label, `Time range: ${rangeText(current.from, current.to)}`, content);
  picker.id = 'time-picker';
  return picker;
}

/**
 * An unreadable range resolves to the default of fifteen minutes. Resolving it for another "now" shows whether that
 * happened.
 */
function isRange(from: string, to: string): boolean {
  const fallback = (now: number): boolean => {
    const range = resolveTimeRange({ from, to }, now);
    return range.to === now && range.from === now - 900;
  };
  const meant = /^\s*now-(15m|900s)\s*$/.test(from) && to.trim() === 'now';
  return meant || !(fallback(1e9) || fallback(3e9));
}

/** Picks the refresh interval. */
export function refreshPicker(current: string, onChange: (refresh: string) => void): HTMLElement {
  const choices = REFRESH_CHOICES.some((choice) => choice === current)
    ? REFRESH_CHOICES
    : [...REFRESH_CHOICES, current];
  const select = h(
    'select',
    { id: 'refresh', 'aria-label': 'Refresh', onchange: () => onChange(select.value) },
    ...choices.map((choice) =>
      h('option', { value: choice, selected: choice === current }, choice === '' ? 'Off' : choice),
    ),
  );
  return select;
}

/** A picker for each variable that has one. */
export function variablePickers(
  variables: readonly VariableValue[],
  onChange: (name: string, values: readonly string[]) => void,
): HTMLElement[] {
  return variables
    .filter(({ variable }) => !variable.hidden)
    .map((value) => {
      const { variable } = value;
      const change = (values: readonly string[]): void => onChange(variable.name, values);
      const picker =
        variable.type === 'textbox'
          ? textPicker(value, change)
          : variable.multi
            ? manyPicker(value, change)
            : onePicker(value, change);
      picker.setAttribute('data-variable', variable.name);
      return h('div', { class: 'variable' }, h('span', { class: 'variable-name' }, variable.label), picker);
    });
}

type Change = (values: readonly string[]) => void;

function textPicker({ variable, selected }: VariableValue, change: Change): HTMLElement {
  const input = h('input', {
    value: selected[0] ?? '',
    'aria-label': variable.label,
    onchange: () => change([input.value]),
  });
  return input;
}

function onePicker({ variable, options, selected }: VariableValue, change: Change): HTMLElement {
  const choices = [...(variable.includeAll ? [ALL] : []), ...options];
  const select = h(
    'select',
    { 'aria-label': variable.label, onchange: () => change([select.value]) },
    ...choices.map((choice) =>
      h('option', { value: choice, selected: selected.includes(choice) }, choiceText(choice)),
    ),
  );
  return select;
}

function manyPicker({ variable, options, selected }: VariableValue, change: Change): HTMLElement {
  const choices = [...(variable.includeAll ? [ALL] : []), ...options];
  const content = h('div', { class: 'choices' });
  const boxes = choices.map((choice) =>
    h('input', {
      type: 'checkbox',
      value: choice,
      checked: selected.includes(choice),
      onchange: ({ currentTarget }: Event & { currentTarget: HTMLInputElement }) => {
        const { checked } = currentTarget;
        // "All" and single values exclude each other; if nothing is chosen, "all" is.
        for (const box of boxes) if (checked && (box.value === ALL) !== (choice === ALL)) box.checked = false;
        const values = boxes.filter((box) => box.checked).map(({ value }) => value);
        change(values.length === 0 && variable.includeAll ? [ALL] : values);
      },
    }),
  );
  content.append(...boxes.map((box) => h('label', { class: 'choice' }, box, choiceText(box.value))));
  const text = selected.map(choiceText).join(' + ') || 'None';
  return popover([h('span', {}, text)], `${variable.label}: ${text}`, content);
}

function choiceText(choice: string): string {
  return choice === ALL ? 'All' : choice;
}
