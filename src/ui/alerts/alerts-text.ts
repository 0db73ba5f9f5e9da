import type { AlertList, ListedAlert } from '../../alerts/list-alerts.js';
import { matcherText } from '../../alerts/matchers.js';
import { pasteable } from '../../util/invocation.js';
import { formatNumber } from '../../util/number-format.js';
import { counted, listed } from '../../util/text/words.js';
import { type Line, line, type Segment, segment } from '../text/line.js';
import { paint } from '../text/paint.js';
import { wrap } from '../text/wrap.js';
import { ageText, remainingText } from './times.js';

/** Keeps a command on one line. */
const NO_BREAK = '\u00a0';

export interface AlertsView {
  columns?: number;
  /** Without it, everything is shown. */
  rows?: number;
  /** Unix time in milliseconds. */
  now: number;
}

/** `alerts` for a person: each alert with its state, age, value and runbook, then the silences and what is wrong. */
export function alertsText(list: AlertList, { columns = 80, rows = Infinity, now }: AlertsView): string {
  const width = Math.max(0, ...list.alerts.map(({ name }) => name.length));
  const head = wrap(headline(list), columns);
  const end = [
    ...list.silences.flatMap((silence) => silenceLines(silence, columns, now)),
    ...problemLines(list, columns),
    ...hintLines(list, columns),
  ];
  const blocks = list.alerts.map((alert) => alertLines(alert, { width, columns, now }));
  const room = rows - head.length - end.length - (end.length > 0 ? 2 : 1);
  return paint([
    ...head,
    ...(blocks.length > 0 ? [[], ...fitted(blocks, room)] : []),
    ...(end.length > 0 ? [[], ...end] : []),
  ]).replaceAll(NO_BREAK, ' ');
}

/** All lines if there is room; otherwise the first line of each alert, and at last only how many there are. */
function fitted(blocks: readonly Line[][], room: number): Line[] {
  if (blocks.flat().length <= room) return blocks.flat();
  const first = blocks.map(([head = []]) => head);
  if (first.length <= room) return first;
  const shown = Math.max(0, room - 1);
  return [...first.slice(0, shown), line(`  and ${first.length - shown} more`, 'dim')];
}

function headline({ alerts, rules }: AlertList): Line {
  const rings = alerts.filter(({ state, suppressed }) => state === 'firing' && !suppressed);
  const parts = [
    [rings.length, 'firing'],
    [alerts.filter(({ suppressed }) => suppressed === 'silenced').length, 'silenced'],
    [alerts.filter(({ suppressed }) => suppressed === 'inhibited').length, 'inhibited'],
    [alerts.filter(({ state }) => state === 'pending').length, 'pending'],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  if (said.length > 0) return line(listed(said), rings.length > 0 ? 'strong' : undefined);
  const [mark, text]: [Segment, string] =
    rules.total === 0
      ? [segment('!', 'warn'), 'Prometheus has no alerting rules.']
      : [segment('✓', 'good'), `No alert is pending or firing. ${counted(rules.total, 'rule')} evaluated.`];
  return [mark, segment(` ${text}`)];
}

function markOf({ state, suppressed, severity }: ListedAlert): Segment {
  if (state === 'pending') return segment('○', 'warn');
  if (suppressed) return segment('–', 'dim');
  return segment('●', severity === 'page' ? 'bad' : 'warn');
}

function alertLines(
  alert: ListedAlert,
  { width, columns, now }: { width: number; columns: number; now: number },
): Line[] {
  const { name, state, suppressed, summary, severity, service, value, since, forSeconds } = alert;
  const age = ageText(since, now);
  const rest = { rest: [segment('  ')] };
  const head = wrap(
    [
      segment((suppressed ?? state).padEnd(9)),
      segment(` ${age.padStart(6)}  `, 'dim'),
      { text: summary ?? '' },
    ],
    columns,
    { ...rest, first: [markOf(alert), segment(` ${name.padEnd(width)}  `, 'strong')] },
  );
  const facts = [
    severity,
    service,
    `value ${formatNumber(Number(value.toPrecision(3)))}`,
    state === 'pending' && `fires after ${forSeconds} s`,
    fateOf(alert, now),
  ].filter((fact): fact is string => typeof fact === 'string');
  const runbook = runbookOf(alert);
  return [
    ...head,
    ...wrap([segment(facts.join(', '), 'dim'), ...(runbook ? [segment('  '), runbook] : [])], columns, {
      first: [segment('  ')],
      rest: [segment('  ')],
    }),
  ];
}

/** Why nobody is paged, or when somebody was. */
function fateOf(
  { state, suppressed, silencedBy, inhibitedBy, pagedAt }: ListedAlert,
  now: number,
): string | false {
  if (state === 'pending') return false;
  if (suppressed === 'silenced') {
    const ends = silencedBy
      .map(({ endsAt }) => endsAt)
      .sort()
      .at(-1);
    return `silenced for ${remainingText(ends ?? '', now)}`;
  }
  if (suppressed === 'inhibited') return `inhibited by ${listed(inhibitedBy)}`;
  return pagedAt === null ? 'no notification yet' : `notified ${ageText(pagedAt, now)} ago`;
}

function runbookOf({ runbook }: ListedAlert): Segment | undefined {
  if (runbook === null) return undefined;
  return segment(
    pasteable(`obs-lab docs ${runbook.replace('runbooks/', '')}`).replaceAll(' ', NO_BREAK),
    'code',
  );
}

function silenceLines(
  { id, matchers, endsAt, startsAt, comment, createdBy }: AlertList['silences'][number],
  columns: number,
  now: number,
): Line[] {
  const when =
    Date.parse(startsAt) > now
      ? `starts in ${remainingText(startsAt, now)}`
      : `ends in ${remainingText(endsAt, now)}`;
  return wrap(
    [
      segment(matchers.map(matcherText).join(' '), 'code'),
      segment(`, ${when}`),
      segment(`  ${comment}${createdBy === '' ? '' : `, by ${createdBy}`}`, 'dim'),
    ],
    columns,
    { first: [segment(`silence ${id.slice(0, 8)}  `, 'strong')], rest: [segment('  ')] },
  );
}

function problemLines({ alertmanager, rules }: AlertList, columns: number): Line[] {
  const warn = (text: string): Line[] =>
    wrap([{ text }], columns, { first: [segment('! ', 'warn')], rest: [segment('  ')] });
  return [
    ...(alertmanager.available
      ? []
      : warn(
          `Nobody is paged: ${alertmanager.url === null ? 'this lab runs without Alertmanager, ' : ''}${alertmanager.reason}`,
        )),
    ...rules.failing.flatMap(({ name, error }) => warn(`The rule ${name} can’t be evaluated: ${error}`)),
  ];
}

function hintLines({ alerts, alertmanager, silences }: AlertList, columns: number): Line[] {
  const ring = alerts.find(({ state, suppressed }) => state === 'firing' && !suppressed);
  const hint = (text: string): Line[] =>
    wrap([{ text }], columns, { first: [segment('→ ', 'dim')], rest: [segment('  ')] });
  return [
    ...(ring && alertmanager.available
      ? hint(`Silence one: obs-lab alerts silence ${ring.name} --for 10m`)
      : []),
    ...(silences.length > 0
      ? hint(`End a silence: obs-lab alerts expire ${silences[0]!.id.slice(0, 8)}`)
      : []),
  ];
}
