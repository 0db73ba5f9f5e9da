/** Colours that tell series apart, and Grafana's names for colours, on a light and on a dark background. */

/** They differ in hue and lightness, so that neighbours differ for the colour-blind too. */
const SERIES = {
  light: [
    '#2f6fde',
    '#d9731a',
    '#15916b',
    '#a24bc9',
    '#cf3a55',
    '#0c8fb3',
    '#8a7a06',
    '#6d5bd6',
    '#b0568f',
    '#5d7486',
  ],
  dark: [
    '#6aa3ff',
    '#f7a35c',
    '#4fcf9f',
    '#c98bf0',
    '#f5738a',
    '#4cc7e6',
    '#d9c74a',
    '#9d8dfa',
    '#e58fc4',
    '#9fb3c4',
  ],
} as const;

/** Hue and chroma by name, in OKLCH; lightness depends on the shade and the background. */
const HUES: Readonly<Record<string, readonly [hue: number, chroma: number]>> = {
  red: [20, 0.19],
  orange: [55, 0.16],
  yellow: [92, 0.15],
  green: [152, 0.15],
  blue: [258, 0.16],
  purple: [308, 0.16],
};
const SHADES: Readonly<Record<string, number>> = {
  'super-light': 0.16,
  light: 0.08,
  '': 0,
  'semi-dark': -0.06,
  dark: -0.12,
};

/** The colour of the i-th series of a chart. */
export function seriesColor(i: number, dark: boolean): string {
  const colors = SERIES[dark ? 'dark' : 'light'];
  return colors[i % colors.length] as string;
}

/** The CSS colour for a dashboard's colour name: `red`, `semi-dark-green`, `text`, `#1a2b3c`, `rgb(…)`. */
export function namedColor(name: string, dark: boolean): string {
  const [, shade = '', hue = ''] = /^(?:(super-light|light|semi-dark|dark)-)?([a-z]+)$/.exec(name) ?? [];
  const found = HUES[hue];
  if (found) {
    const lightness = (dark ? 0.76 : hue === 'yellow' ? 0.66 : 0.58) + (SHADES[shade] ?? 0);
    return `oklch(${lightness.toFixed(2)} ${found[1]} ${found[0]})`;
  }
  return name === 'text' ? 'currentColor' : name;
}
