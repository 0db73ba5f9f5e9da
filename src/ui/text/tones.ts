/** The kinds of text, for the printers to colour. */
export type Tone =
  | ('dim' | 'strong' | 'good' | 'bad' | 'warn' | 'code')
  /** Parts of a query. */
  | ('metric' | 'function' | 'label' | 'string' | 'number' | 'keyword' | 'mistake' | 'bracket')
  /** A series of a chart: its line, and its key in the legend. */
  | SeriesTone;

type SeriesTone = `series-${0 | 1 | 2 | 3 | 4 | 5 | 6 | 7}`;
type Color = (typeof SERIES_COLORS)[number];

export interface Look {
  color?: Color;
  bold?: true;
  dim?: true;
  underline?: true;
}

/** The colours of a chart's series, in the order of its legend. */
export const SERIES_COLORS = [
  'cyan',
  'yellow',
  'green',
  'magenta',
  'blue',
  'red',
  'cyanBright',
  'yellowBright',
] as const;

/** @param index of the series, as in the chart's legend */
export function seriesTone(index: number): Tone {
  return `series-${index % SERIES_COLORS.length}` as SeriesTone;
}

const SERIES_LOOKS = Object.fromEntries(
  SERIES_COLORS.map((color, i) => [seriesTone(i), { color }]),
) as Record<SeriesTone, Look>;

/** How each tone looks; chalk and Ink share the names of the colours. */
export const LOOKS: Readonly<Record<Tone, Look>> = {
  dim: { dim: true },
  strong: { bold: true },
  good: { color: 'green' },
  bad: { color: 'red' },
  warn: { color: 'yellow' },
  code: { color: 'cyan' },
  metric: { color: 'cyan' },
  function: { color: 'blue' },
  label: { color: 'yellow' },
  string: { color: 'green' },
  number: { color: 'magenta' },
  keyword: { color: 'blue', bold: true },
  mistake: { color: 'red', underline: true },
  bracket: { bold: true, underline: true },
  ...SERIES_LOOKS,
};
