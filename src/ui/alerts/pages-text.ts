import type { AlertList } from '../../alerts/list-alerts.js';
import { counted } from '../../util/text/words.js';
import { type Line, line, segment } from '../text/line.js';
import { paint } from '../text/paint.js';
import { wrap } from '../text/wrap.js';
import type { AlertsView } from './alerts-text.js';
import { ageText } from './times.js';

type Page = AlertList['pages'][number];

/** `alerts --pages` for a person: the notifications that arrived, the latest last; if room is short, only the latest. */
export function pagesText(
  { pages, alertmanager }: Pick<AlertList, 'pages' | 'alertmanager'>,
  { columns = 80, rows = Infinity, now }: AlertsView,
): string {
  const warning: Line[] = alertmanager.available
    ? []
    : wrap([{ text: `Nobody is paged: ${alertmanager.reason}` }], columns, {
        first: [segment('! ', 'warn')],
        rest: [segment('  ')],
      });
  if (pages.length === 0) return paint([line('No notification has arrived yet.'), ...warning]);
  const blocks = pages.map((page) => pageLines(page, columns, now));
  let left = rows - 2 - warning.length;
  const shown: Line[][] = [];
  for (const block of blocks.toReversed()) {
    if (block.length > left) break;
    left -= block.length;
    shown.unshift(block);
  }
  const hidden = blocks.length - shown.length;
  return paint([
    line(
      `${counted(pages.length, 'notification')}${hidden > 0 ? `, the latest ${shown.length}` : ''}, oldest first`,
      'strong',
    ),
    ...shown.flat(),
    ...warning,
  ]);
}

function pageLines(
  { receivedAt, status, receiver, alerts, groupLabels }: Page,
  columns: number,
  now: number,
): Line[] {
  const firing = status === 'firing';
  const group = Object.entries(groupLabels).map(([name, value]) => `${name}=${value}`);
  const head: Line = [
    segment(firing ? '● ' : '✓ ', firing ? 'bad' : 'good'),
    segment(receivedAt.slice(11, 19)),
    segment(`  ${`${ageText(receivedAt, now)} ago`.padStart(10)}  `, 'dim'),
    segment(`${status} `, firing ? 'strong' : undefined),
    segment(`→ ${receiver}${group.length > 0 ? `, group ${group.join(' ')}` : ''}`, 'dim'),
  ];
  return [head, ...alerts.flatMap((alert) => alertLines(alert, firing, columns))];
}

/** In a group that fires, what has resolved is marked; in one that is over, everything has. */
function alertLines(
  { name, status, annotations, labels }: Page['alerts'][number],
  groupFires: boolean,
  columns: number,
): Line[] {
  const what = annotations.summary ?? Object.values(labels).join(' ');
  const resolved = groupFires && status === 'resolved' ? ' (resolved)' : '';
  return wrap([segment(name, 'code'), segment(`${resolved}  ${what}`)], columns, {
    first: [segment('    ')],
    rest: [segment('      ')],
  });
}
