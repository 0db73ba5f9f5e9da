import { FAMILY_SUFFIXES, familyOf } from '../../../prometheus/family.js';
import type { Labels, PrometheusClient } from '../../../prometheus/types.js';
import { nearest } from '../../../util/nearest.js';
import { padEnd, printable, truncate, widest } from '../../../util/text/display-width.js';
import { counted } from '../../../util/text/words.js';
import { type Line, line } from '../../text/line.js';
import { paint } from '../../text/paint.js';
import { wrap } from '../../text/wrap.js';
import { errorLines, type ReplLook, shortened } from './repl-answer.js';

/** What the prompt shows about metrics: `.metrics` and `.describe`. */

/** More values of a label aren't listed. */
const MAX_VALUES = 6;
/** A name longer than this pushes its own help aside, not that of all metrics. */
const WIDEST_NAME = 50;

/** The metrics with a text in their name or help, one per line; all of them if the text is empty. */
export function metricsText(prometheus: PrometheusClient, text: string, look: ReplLook): Promise<string> {
  return answered(look, async () => {
    const [names, metadata] = await Promise.all([prometheus.metricNames(), prometheus.metricMetadata()]);
    const wanted = text.toLowerCase();
    const rows = names
      .map((name) => ({ name: printable(name), ...(familyOf(name, metadata) ?? { type: '', help: '' }) }))
      .filter(({ name, help }) => `${name} ${help}`.toLowerCase().includes(wanted));
    if (rows.length === 0) return [line(`No metric has “${printable(text)}” in its name or help.`, 'warn')];
    const width = Math.min(WIDEST_NAME, widest(rows.map(({ name }) => name)));
    const types = widest(rows.map(({ type }) => type));
    return [
      ...rows.map(({ name, type, help }): Line => {
        const start = `${padEnd(name, width)}  `;
        const middle = `${padEnd(type, types)}  `;
        const room = Math.max(0, look.width - start.length - middle.length);
        return [
          { text: start },
          { text: middle, tone: 'label' },
          { text: truncate(printable(help), room), tone: 'dim' },
        ];
      }),
      line(`${counted(rows.length, 'metric')}. More about one: .describe METRIC`, 'dim'),
    ];
  });
}

/** A metric's type, help, number of series, and labels with their values. */
export function describeText(prometheus: PrometheusClient, metric: string, look: ReplLook): Promise<string> {
  return answered(look, async () => {
    const [names, metadata] = await Promise.all([prometheus.metricNames(), prometheus.metricMetadata()]);
    const parts = [metric, ...FAMILY_SUFFIXES.map((suffix) => metric + suffix)].filter((name) =>
      names.includes(name),
    );
    if (parts.length === 0) {
      const similar = nearest(metric, names);
      const hint = similar.length > 0 ? ` Did you mean ${similar.join(' or ')}?` : '';
      return wrap(line(`There is no metric “${printable(metric)}”.${hint}`, 'warn'), look.width);
    }
    const found = await Promise.all(
      parts.map(async (name) => ({
        name,
        series: await prometheus.series(`{__name__=${JSON.stringify(name)}}`),
      })),
    );
    const { type = 'unknown type', help = '' } = familyOf(metric, metadata) ?? {};
    return [
      [
        { text: printable(metric), tone: 'strong' },
        { text: `  ${type}`, tone: 'label' },
      ],
      ...(help === '' ? [] : wrap([{ text: printable(help) }], look.width)),
      ...found.flatMap(({ name, series }) =>
        wrap([{ text: `${printable(name)}: ${counted(series.length, 'series', 'series')}` }], look.width),
      ),
      ...labelLines(
        found.flatMap(({ series }) => series),
        look.width,
      ),
    ];
  });
}

function labelLines(series: readonly Labels[], width: number): Line[] {
  const names = [...new Set(series.flatMap(Object.keys))].filter((name) => name !== '__name__').sort();
  const room = widest(names) + 2;
  return names.flatMap((name) => {
    const values = [...new Set(series.flatMap((labels) => labels[name] ?? []))].sort(byNumber);
    const shown = values.slice(0, MAX_VALUES).map(printable).join(', ');
    const others = values.length > MAX_VALUES ? `, … ${counted(values.length, 'value')} in all` : '';
    return wrap([{ text: `${shown}${others}` }], width, {
      first: [{ text: padEnd(`  ${name}`, room + 2), tone: 'label' }],
      rest: [{ text: ' '.repeat(room + 2) }],
    });
  });
}

/** By number if they have one, such as buckets. */
function byNumber(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

async function answered({ width, color }: ReplLook, lines: () => Promise<readonly Line[]>): Promise<string> {
  return shortened(paint(await lines().catch((error: unknown) => errorLines(error, width)), color));
}
