/** The colours of a chart's lines, in the order of its legend. */
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
