import { createHash } from 'node:crypto';
import { seriesColor } from '../../web/palette.js';
import { tierColor } from '../charts/charts.js';
import type { Figure } from '../charts/spec.js';
import type { Conclusion } from '../conclusion.js';
import type { Report, Section } from '../model.js';
import type { Table } from '../tables.js';
import { timeText } from '../text.js';
import { summaryCards } from './cards.js';
import { Html, inlineJson, markup } from './template.js';

/** The page's bundled script and style. */
export interface PageAssets {
  script: string;
  style: string;
  /** SVG. */
  icon: string;
}

/** Marks a file as a report of obs-lab. */
export const HTML_MARK = '<meta name="generator" content="obs-lab report">';

/** The report as one self-contained page: its policy forbids other files and the network. */
export function renderHtml(report: Report, assets: PageAssets): string {
  const icon = `data:image/svg+xml,${encodeURIComponent(assets.icon)}`;
  const style = assets.style + tierStyle(report.columns.length);
  // Only the assets themselves could end a style or script element early: neither contains data of a run.
  const policy = [
    "default-src 'none'",
    `script-src ${sourceHash(assets.script)}`,
    `style-src ${sourceHash(style)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const charts = report.sections.flatMap(({ figures }) => figures.flatMap((figure) => figure.charts));
  return markup`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        ${new Html(HTML_MARK)}
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${report.title} · obs-lab report</title>
        <link rel="icon" href="${icon}" />
        <style>${new Html(style)}</style>
      </head>
      <body>
        <a class="skip" href="#summary">Skip to the summary</a>
        <header id="bar">
          <a class="brand" href="#summary"><img src="${icon}" alt="" width="22" height="22" />obs-lab report</a>
          <nav aria-label="Sections">
            ${report.sections.map(({ id, title }) => markup`<a href="#${id}">${title}</a>`)}
          </nav>
          <div id="controls"></div>
        </header>
        <main>
          ${summary(report)} ${report.sections.map(section)}
        </main>
        <footer>
          Made by <b>obs-lab report</b> from ${report.columns.map(({ run }) => run.run).join(', ')}. Times are UTC.
        </footer>
        <script type="application/json" id="charts">${inlineJson(charts)}</script>
        <script>${new Html(assets.script)}</script>
      </body>
    </html>`.text;
}

function summary({ title, columns, conclusions, notices }: Report): Html {
  const [first, last] = [columns[0], columns.at(-1)];
  const times = columns.map(({ run }) => run.startedAt).sort();
  const ends = columns.map(({ run }) => run.endedAt).sort();
  const machine = first && `${first.run.environment.platform}, ${first.run.environment.cpus} CPUs`;
  return markup`<section id="summary">
    <p class="eyebrow">
      Load report · ${timeText(times[0] ?? '')} to ${timeText(ends.at(-1) ?? '').slice(11)} UTC · ${machine}
    </p>
    <h1>${title}</h1>
    ${first && last && summaryCards(columns)}
    <h2>Conclusions</h2>
    <ul class="conclusions">
      ${conclusions.map(conclusion)}
    </ul>
    ${
      notices.length > 0 &&
      markup`<ul class="notices" aria-label="Notices">
      ${notices.map(({ name, text }) => markup`<li><b>${name}</b> ${text}</li>`)}
    </ul>`
    }
  </section>`;
}

const MARKS = { good: '✓', info: 'i', warn: '!', bad: '✗' } as const;
const SAID = { good: 'Good', info: 'Note', warn: 'Caution', bad: 'Bad' } as const;

function conclusion({ tone, claim, because }: Conclusion): Html {
  return markup`<li class="tone-${tone}">
    <span class="mark" role="img" aria-label="${SAID[tone]}">${MARKS[tone]}</span>
    <div>
      <strong>${claim}</strong>
      <p>${because}</p>
    </div>
  </li>`;
}

function section({ id, title, figures, tables, details }: Section): Html {
  return markup`<section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    ${figures.map(figure)} ${tables.map(table)}
    ${
      details &&
      markup`<details>
      <summary>${details.title}</summary>
      <div class="details-tables">${details.tables.map(table)}</div>
    </details>`
    }
  </section>`;
}

function figure({ id, title, note, charts }: Figure): Html {
  return markup`<figure class="figure" id="figure-${id}">
    <figcaption>
      <div>
        <h3>${title}</h3>
        <p>${note}</p>
      </div>
    </figcaption>
    <div class="charts ${charts.length < 3 && id === 'distribution' ? 'wide' : ''}">
      ${charts.map(
        ({ id: chart, title: name, summary: about }) =>
          markup`<div class="chart" data-chart="${chart}">
            <div class="chart-head">
              <h4>${name}</h4>
              <span class="at"></span>
            </div>
            <div class="plot" tabindex="0" role="img" aria-label="${about}"></div>
          </div>`,
      )}
    </div>
    <noscript>Charts need JavaScript; the tables have the same numbers.</noscript>
  </figure>`;
}

function table({ id, caption, head, rows, note }: Table): Html {
  return markup`<div class="table-block" id="${id}">
    <div class="table-scroll" tabindex="0" role="region" aria-label="${caption}">
      <table>
        <caption>${caption}</caption>
        <thead>
          <tr>
            ${head.map((text, i) => (i === 0 && text === '' ? markup`<td></td>` : markup`<th scope="col">${text}</th>`))}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row) =>
              markup`<tr>
                <th scope="row">${row.head}</th>
                ${row.cells.map(({ text, tone }) => markup`<td class="${tone ? `tone-${tone}` : ''}">${text}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${note && markup`<p class="note">${note}</p>`}
  </div>`;
}

/** Each tier's colour, as in the charts. */
function tierStyle(count: number): string {
  return Array.from({ length: count }, (_, i) => {
    const [light, dark] = [seriesColor(tierColor(i), false), seriesColor(tierColor(i), true)];
    return `.tier-${i}{--tier:light-dark(${light},${dark})}`;
  }).join('');
}

function sourceHash(source: string): string {
  return `'sha256-${createHash('sha256').update(source).digest('base64')}'`;
}
