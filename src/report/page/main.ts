import { h } from '../../web/dom.js';
import { restoreTheme, themeToggle } from '../../web/theme-toggle.js';
import type { ChartSpec } from '../charts/spec.js';
import { ReportChart } from './report-chart.js';

restoreTheme();
const specs = JSON.parse(document.querySelector('#charts')!.textContent) as ChartSpec[];
const charts = specs.flatMap((spec) => {
  const element = document.querySelector<HTMLElement>(`[data-chart="${CSS.escape(spec.id)}"]`);
  return element ? [new ReportChart(element, spec)] : [];
});
const restyle = (): void => charts.forEach((chart) => chart.restyle());

/** The charts of a row share one scale, unless the reader switches that off to see the small ones. */
function rescale(scale: string, common: boolean): void {
  const row = charts.filter(({ spec }) => spec.scale === scale);
  const top = Math.max(...row.map((chart) => chart.top()));
  for (const chart of row) chart.limit(common ? top : undefined);
}

for (const figure of document.querySelectorAll<HTMLElement>('.figure')) {
  const row = charts.filter(({ element }) => figure.contains(element));
  const [scale, ...others] = new Set(row.map(({ spec }) => spec.scale));
  if (scale === undefined || others.length > 0 || row.length < 2) continue;
  const box = h('input', {
    type: 'checkbox',
    checked: true,
    onchange: () => rescale(scale, box.checked),
  });
  figure.querySelector('figcaption')?.append(h('label', { class: 'one-scale' }, box, 'one scale'));
  rescale(scale, true);
}

document.querySelector('#controls')?.append(themeToggle(restyle));

// Paper is white, and on it nobody can open a collapsed section.
let before: { theme: string | undefined; closed: HTMLDetailsElement[] } | undefined;
addEventListener('beforeprint', () => {
  const { dataset } = document.documentElement;
  const closed = [...document.querySelectorAll('details')].filter(({ open }) => !open);
  before = { theme: dataset['theme'], closed };
  for (const details of closed) details.open = true;
  dataset['theme'] = 'light';
  restyle();
});
addEventListener('afterprint', () => {
  if (!before) return;
  for (const details of before.closed) details.open = false;
  if (before.theme === undefined) delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = before.theme;
  restyle();
});
