/** The styles that a canvas cannot take from a style sheet by itself. */
export interface ChartTheme {
  dark: boolean;
  text: string;
  grid: string;
  font: string;
}

/** The page's current theme, with its custom properties and font. */
export function readTheme(root: HTMLElement = document.documentElement): ChartTheme {
  const style = getComputedStyle(root);
  const property = (name: string): string => style.getPropertyValue(name).trim();
  const chosen = root.dataset['theme'];
  return {
    dark: chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches,
    text: property('--text-dim'),
    grid: property('--grid-line'),
    font: `11px ${style.fontFamily}`,
  };
}
