import { formatDuration } from '../../../util/duration.js';
import { displayWidth, truncate } from '../../../util/text/display-width.js';
import { counted } from '../../../util/text/words.js';
import { popupLines } from '../../editor/input-text.js';
import type { Screen } from '../../terminal/screen.js';
import { type Line, line, lineWidth, segment } from '../../text/line.js';
import { pageLines } from '../status-text.js';
import { editorIn } from './editors.js';
import { panelText } from './panel-text.js';
import { type IncidentState, type Panel, PANELS } from './state.js';

/** The incident’s screen: the page and a clock on top, then the tabs, the open panel, and the keys. */

const WIDEST = 120;
const PAGE_ROWS = 4;
const POPUP_ROWS = 8;
const TABS: Readonly<Record<Panel, string>> = {
  query: 'Query ^Q',
  logs: 'Logs ^S',
  alerts: 'Alerts ^O',
  dashboards: 'Dashboards ^G',
  report: 'Report ^P',
};

/** @param size.color without it, letters tell the lines of a chart apart */
export function incidentScreen(
  view: IncidentState,
  size: { columns: number; rows: number; color?: boolean },
): Screen {
  const width = Math.max(20, Math.min(size.columns - 1, WIDEST));
  const { page } = view.status;
  const told = page
    ? pageLines(page, width)
    : [line('No page yet. Look around, so that you know what is normal.', 'dim')];
  const most = Math.min(PAGE_ROWS, Math.max(1, Math.floor(size.rows / 5)));
  const shown =
    told.length > most ? [...told.slice(0, most - 1), line('… more alerts: Ctrl-O', 'dim')] : told;
  const head = [headerLine(view, width), ...shown, [], tabLine(view.panel, width), []];
  const foot = [noticeLine(view, width), keyLine(view, width)];
  // One row stays free: a screen as high as the terminal would scroll.
  const room = Math.max(3, size.rows - 1 - head.length - foot.length);
  const { lines, cursor } = panelText(view, { width, rows: room, color: size.color ?? false });
  const body = [
    ...lines.slice(0, room),
    ...Array.from({ length: Math.max(0, room - lines.length) }, () => []),
  ];
  const covered = view.popup && cursor ? withPopup(view, body, cursor, width) : body;
  return {
    lines: [...head, ...covered, ...foot],
    ...(cursor && !view.busy && { cursor: { x: cursor.x, y: head.length + cursor.y } }),
  };
}

function headerLine({ status, now }: IncidentState, width: number): Line {
  const { difficulty, seed, page, state, queries } = status;
  const title = `Incident · difficulty ${difficulty} · seed ${seed}`;
  const since = page
    ? Math.max(0, now - Date.parse(page.at) / 1000)
    : Math.max(0, now - Date.parse(status.startedAt) / 1000);
  const word = state === 'recovered' ? 'recovered' : page ? 'paged' : 'on call';
  const clock = `${new Date(now * 1000).toISOString().slice(11, 19)} UTC · ${word} ${formatDuration(Math.floor(since))} · ${counted(queries, 'query', 'queries')}`;
  const gap = width - displayWidth(title) - displayWidth(clock);
  if (gap < 2) return line(truncate(clock, width), 'strong');
  return [
    segment(title, 'strong'),
    segment(' '.repeat(gap)),
    segment(clock, page && state !== 'recovered' ? 'warn' : 'dim'),
  ];
}

function tabLine(open: Panel, width: number): Line {
  const tabs = PANELS.flatMap((panel) => [
    segment(panel === open ? `▸${TABS[panel]}` : ` ${TABS[panel]}`, panel === open ? 'strong' : 'dim'),
    segment('  '),
  ]);
  return lineWidth(tabs) <= width ? tabs : line(truncate(`▸${TABS[open]}   ^T next`, width), 'strong');
}

function noticeLine({ notice, busy }: IncidentState, width: number): Line {
  // A line with an empty text would have no height, and the keys would jump.
  return notice === '' ? [] : line(truncate(notice, width), busy ? 'warn' : 'code');
}

function keyLine({ panel, status, field, busy }: IncidentState, width: number): Line {
  if (busy) return line(truncate('the other keys work again when this is over   ^C leave', width), 'dim');
  const hasOptions = status.fields.some((each) => each.field === field && each.options.length > 0);
  const own: Readonly<Record<Panel, readonly string[]>> = {
    query: ['Tab complete', '^V report as evidence'],
    logs: ['type a filter'],
    alerts: [],
    dashboards: [],
    report: [
      '↑↓ field',
      ...(hasOptions ? ['Tab options'] : field === 'evidence' ? ['Tab complete'] : []),
      field === 'mitigation' ? 'Enter act' : 'Enter save',
    ],
  };
  const keys = [...own[panel], '^T next panel', ...(status.page ? ['^X finish'] : []), '^C leave'];
  return line(truncate(keys.join('   '), width), 'dim');
}

/** The list of completions over the rows below the input, or above it if there are too few. */
function withPopup(
  view: IncidentState,
  body: readonly Line[],
  cursor: { x: number; y: number },
  width: number,
): Line[] {
  const popup = view.popup!;
  const column = cursor.x - (editorIn(view).input.cursor - popup.from);
  const wanted = Math.min(popup.items.length + 1, POPUP_ROWS);
  const below = body.length - cursor.y - 1;
  const list = popupLines(popup, width, Math.min(wanted, Math.max(below, cursor.y, 2)), column);
  if (below >= list.length) {
    return [...body.slice(0, cursor.y + 1), ...list, ...body.slice(cursor.y + 1 + list.length)];
  }
  return [...body.slice(0, Math.max(0, cursor.y - list.length)), ...list, ...body.slice(cursor.y)].slice(
    0,
    body.length,
  );
}
