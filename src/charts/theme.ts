/** What a canvas cannot take from a style sheet by itself. */
export interface ChartTheme {
  dark: boolean;
  text: string;
  grid: string;
  font: string;
}

/** Reads the page's custom properties as they are now: --text-dim, --grid-line, --dark, and the font. */
export function readTheme(root: HTMLElement = document.documentElement): ChartTheme {
  const style = getComputedStyle(root);
  const property = (name: string): string => style.getPropertyValue(name).trim();
  return {
    dark: property('--dark') === '1',
    text: property('--text-dim'),
    grid: property('--grid-line'),
    font: `11px ${style.fontFamily}`,
  };
}
