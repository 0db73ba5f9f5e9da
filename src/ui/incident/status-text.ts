import type { IncidentStatus, StatusField } from '../../incidents/session/status.js';
import { formatSeconds } from '../../util/number-format.js';
import { padEnd, widest } from '../../util/text/display-width.js';
import { type Line, line, segment } from '../text/line.js';
import { paint } from '../text/paint.js';
import { wrap } from '../text/wrap.js';

/** `incident status` for a person: the page, the report so far, and what can be chosen. */
export function incidentStatusText(status: IncidentStatus, columns: number): string {
  const { page, fields, queries } = status;
  return paint([
    line(headingOf(status), 'strong'),
    [],
    ...(page
      ? pageLines(page, columns)
      : [line('No page yet. Look around, so that you know what is normal.', 'dim')]),
    [],
    ...(page ? fields.flatMap((field) => fieldLines(field, columns)) : []),
    ...(page ? [[], line(`Queries so far: ${queries}`, 'dim')] : []),
    ...hints(status).map((text): Line => [segment('→', 'dim'), segment(` ${text}`)]),
  ]);
}

function headingOf({ seed, difficulty, elapsedSeconds, state }: IncidentStatus): string {
  const clock = elapsedSeconds === null ? 'on call' : `paged ${formatSeconds(elapsedSeconds)} ago`;
  const well = state === 'recovered' ? ', the service has recovered' : '';
  return `Incident, difficulty ${difficulty}, seed ${seed}: ${clock}${well}`;
}

/** The page, word for word. */
export function pageLines(
  { at, from, text, alerts }: NonNullable<IncidentStatus['page']>,
  columns: number,
): Line[] {
  const head = `${at.slice(11, 19)} UTC ${from === 'alert' ? 'PAGE' : 'CALL'}  `;
  const [first = '', ...rest] = alerts.length > 0 ? alerts.map(alertText) : text.split('\n');
  const blank = [segment(' '.repeat(head.length))];
  return [
    ...wrap([{ text: first }], columns, { first: [segment(head, 'bad')], rest: blank }),
    ...rest.flatMap((row) => wrap([{ text: row }], columns, { first: blank, rest: blank })),
  ];
}

function alertText({ name, labels, summary }: { name: string; labels: object; summary: string }): string {
  const pairs = Object.entries(labels)
    .filter(([label]) => ['route', 'method', 'job'].includes(label))
    .map(([label, value]) => `${label}=${String(value)}`);
  const where = pairs.length > 0 ? ` (${pairs.join(', ')})` : '';
  return `${name}${where}${summary === '' ? '' : `: ${summary}`}`;
}

function fieldLines({ field, form, options, answer }: StatusField, columns: number): Line[] {
  const head = padEnd(field, 12);
  const first = [segment(head, 'label')];
  const rest = [segment(' '.repeat(12))];
  const shown = answer === null ? segment(form, 'dim') : segment(answer, 'code');
  const width = widest(options.map(({ id }) => id));
  return [
    ...wrap([shown], columns, { first, rest }),
    ...(answer === null && field !== 'mitigation'
      ? options.flatMap(({ id, text }) =>
          wrap([{ text }], columns, {
            first: [...rest, segment(`  ${padEnd(id, width)}  `, 'code')],
            rest: [...rest, segment(' '.repeat(width + 4))],
          }),
        )
      : []),
    ...(answer === null && field === 'mitigation'
      ? wrap([segment(options.map(({ id }) => id).join(', '), 'code')], columns, { first: rest, rest })
      : []),
  ];
}

function hints({ page, fields, recovered }: IncidentStatus): string[] {
  if (!page) return ['Wait for the page: obs-lab incident status --wait'];
  const open = fields.find(({ answer, field }) => answer === null && field !== 'mitigation');
  return [
    ...(open ? [`Answer a field: obs-lab incident answer ${open.field} VALUE`] : []),
    ...(recovered ? [] : ['Act: obs-lab incident mitigate ACTION']),
    'Close it and get your grade: obs-lab incident finish',
  ];
}
