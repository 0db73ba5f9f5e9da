import type { StatusField } from '../../../incidents/session/status.js';
import { padEnd, printable, truncate, widest } from '../../../util/text/display-width.js';
import { highlight } from '../../editor/highlight.js';
import { searchPrompt } from '../../editor/history-search.js';
import { type InputLayout, layOutInput } from '../../editor/input-text.js';
import { previewLines } from '../../query/preview-text.js';
import { type Line, line, lineWidth, segment } from '../../text/line.js';
import { fit, wrap } from '../../text/wrap.js';
import type { IncidentState } from './state.js';

/** The panels of the workbench. */

interface Box {
  width: number;
  rows: number;
  color: boolean;
}

interface PanelText {
  lines: Line[];
  /** Undefined if nothing can be typed. */
  cursor?: InputLayout['cursor'];
}

const INPUT_ROWS = 4;
const HEAD = 12;

export function panelText(view: IncidentState, box: Box): PanelText {
  switch (view.panel) {
    case 'query':
      return queryPanel(view, box);
    case 'logs':
      return logPanel(view, box);
    case 'alerts':
      return { lines: alertLines(view, box) };
    case 'dashboards':
      return { lines: dashboardLines(view, box) };
    case 'report':
      return reportPanel(view, box);
  }
}

function queryPanel(
  { query: { input, search }, preview }: IncidentState,
  { width, rows, color }: Box,
): PanelText {
  const spans = highlight(input.text, input.cursor);
  const { lines, cursor } = layOutInput(input, {
    width,
    maxRows: INPUT_ROWS,
    spans,
    ...(search && { prompt: searchPrompt(search) }),
  });
  const free = Math.max(0, rows - lines.length - 1);
  return { lines: [...lines, [], ...previewLines(preview, { width, rows: free, color })], cursor };
}

function logPanel({ filter: { input }, logs }: IncidentState, { width, rows }: Box): PanelText {
  const { lines, cursor } = layOutInput(input, {
    width,
    maxRows: 1,
    prompt: 'filter › ',
    placeholder: '5xx   /items   2m   or any text',
  });
  const room = Math.max(1, rows - lines.length - 1);
  const shown = logs.slice(-room).map((text) => line(truncate(printable(logText(text)), width)));
  return { lines: [...lines, [], ...(shown.length > 0 ? shown : [line('No line matches.', 'dim')])], cursor };
}

/** A line of the request log, shortened to what tells requests apart; any other line as it is. */
function logText(text: string): string {
  try {
    const { time = '', event, method, route, status, ...rest } = JSON.parse(text) as Record<string, string>;
    const {
      level: _level,
      request_id: _id,
      duration_seconds: took,
      connection_wait_seconds: wait,
      ...more
    } = rest;
    const fields = Object.entries(more).map(([name, value]) => `${name}=${value}`);
    const clock = time.slice(11, 23);
    return event === 'request'
      ? [clock, status, method, route, `${took}s`, `wait=${wait}s`, ...fields].join(' ')
      : [clock, event, ...fields].join(' ');
  } catch {
    return text;
  }
}

function alertLines({ alerts }: IncidentState, { width, rows }: Box): Line[] {
  if (alerts.length === 0) return [line('No alert is pending or firing.', 'dim')];
  const names = widest(alerts.map(({ name }) => name));
  const runbook = segment(`Runbook, in another terminal: obs-lab docs ${alerts[0]!.name}`, 'dim');
  const listed = alerts.flatMap(({ name, state, since, labels: { severity = '', ...labels } }): Line[] => {
    const pairs = Object.entries(labels).map(([label, value]) => `${label}=${value}`);
    const head = `${padEnd(state, 8)} ${padEnd(severity, 6)}  ${padEnd(name, names)}  ${since.slice(11, 19)}`;
    const first = segment(head, state === 'firing' ? 'bad' : 'warn');
    const one = [first, segment(`  ${pairs.join(' ')}`)];
    if (lineWidth(one) <= width) return [one];
    return [[first], ...wrap([{ text: pairs.join(' ') }], width, { first: [INDENT], rest: [INDENT] })];
  });
  return [...listed.slice(0, Math.max(1, rows - 2)), [], [runbook]];
}

/** Below the name of an alert, after its state and severity. */
const INDENT = segment(' '.repeat(17));

function dashboardLines({ dashboards }: IncidentState, { width }: Box): Line[] {
  return fit(
    dashboards.map((text) => line(text)),
    width,
  );
}

function reportPanel(view: IncidentState, { width, rows }: Box): PanelText {
  const { status, field, answer } = view;
  const list = status.fields.map((each) => fieldLine(each, each.field === field, width));
  const open = status.fields.find((each) => each.field === field)!;
  const isQuery = field === 'evidence';
  // On a low terminal the placeholder has to do.
  const form =
    rows < LOW_ROWS
      ? []
      : wrap([segment(`${open.form[0]!.toUpperCase()}${open.form.slice(1)}.`, 'dim')], width);
  const above = [...list, [], ...form];
  const { lines, cursor } = layOutInput(answer.input, {
    width,
    maxRows: INPUT_ROWS,
    prompt: `${field} › `,
    placeholder: placeholderOf(open),
    ...(isQuery && { spans: highlight(answer.input.text, answer.input.cursor) }),
  });
  const free = rows - above.length - 1 - lines.length;
  return {
    lines: [...above, ...lines, [], ...optionLines(open, width, free)],
    cursor: { x: cursor.x, y: cursor.y + above.length },
  };
}

const LOW_ROWS = 12;

function placeholderOf({ field }: StatusField): string {
  switch (field) {
    case 'began':
      return '14:05:30, 2m30s ago, or never';
    case 'evidence':
      return 'a query: true during, false before';
    case 'blast':
      return '35%';
    case 'mitigation':
      return 'an action: the lab carries it out at once';
    default:
      return 'Tab lists the options; several with commas';
  }
}

function fieldLine({ field, answer }: StatusField, isOpen: boolean, width: number): Line {
  const room = width - HEAD - 2;
  return [
    segment(isOpen ? '▸ ' : '  ', 'code'),
    segment(padEnd(field, HEAD), isOpen ? 'strong' : 'label'),
    answer === null ? segment('–', 'dim') : segment(truncate(answer, room), 'good'),
  ];
}

/** One line per option, or, if they are too many for the rows left, only their ids. */
function optionLines({ options }: StatusField, width: number, rows: number): Line[] {
  if (options.length > rows) {
    const names = [segment(options.map(({ id }) => id).join(', '), 'code')];
    return wrap(names, width, { first: [{ text: '  ' }], rest: [{ text: '  ' }] }).slice(
      0,
      Math.max(0, rows),
    );
  }
  const ids = widest(options.map(({ id }) => id));
  return options.map(({ id, text }): Line => [
    segment(`  ${padEnd(id, ids)}  `, 'code'),
    segment(truncate(text, Math.max(1, width - ids - 4))),
  ]);
}
