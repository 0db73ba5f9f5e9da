import { FAMILIES, type Family, type LifeSeries, seriesOf } from './series.js';
import { INSTANCES, livesAt, livesBetween } from './timetable.js';

/** The Prometheus job that the shop's series belong to. */
export const SHOP_JOB = 'shop';

/** The media type of the shop's page. */
export const SHOP_PAGE_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/**
 * The shop's page at a moment, in Prometheus' text format.
 * @param t Unix seconds
 */
export type ShopPage = (t: number) => string;

/** A page for scraping every second: whatever is constant during a run is computed once. */
export function createShopPage(): ShopPage {
  let known = new Map<string, LifeSeries>();
  return (t) => {
    const now = livesAt(t).map((life): [string, LifeSeries] => {
      const key = `${life.instance.name} ${life.start}`;
      return [key, known.get(key) ?? seriesOf(life)];
    });
    known = new Map(now); // dropping finished runs
    return renderPage([...known.values()], t);
  };
}

function renderPage(runs: readonly LifeSeries[], t: number): string {
  const lines = emptyLists<string>();
  for (const { series, valuesAt } of runs) {
    valuesAt(t).forEach((value, i) => {
      const { family, name, labels } = series[i] as (typeof series)[number];
      if (value !== undefined) lines[family].push(`${name}${labelsText(labels)} ${value}\n`);
    });
  }
  return familyNames()
    .map((family) => {
      const { type, help } = FAMILIES[family];
      return `# HELP ${family} ${help}\n# TYPE ${family} ${type}\n${lines[family].join('')}`;
    })
    .join('');
}

/** The times of a history. Unix seconds. */
export interface HistorySpan {
  start: number;
  /** Included. */
  end: number;
  /** Whole seconds between two samples, which fall on its multiples. */
  step: number;
}

/**
 * The shop's history in OpenMetrics text, for `promtool tsdb create-blocks-from openmetrics`: exactly the samples
 * that scrapes of the page would have recorded, including the label `job`.
 * @returns pieces of the text, one per series; without "# EOF", so that more can follow
 */
export function* shopHistory({ start, end, step }: HistorySpan): Generator<string> {
  const rows = emptyLists<Row>();
  for (const instance of INSTANCES) {
    for (const life of livesBetween(instance, start, end)) {
      const { series, valuesAt } = seriesOf(life);
      const times: number[] = [];
      for (
        let t = Math.ceil(Math.max(start, life.start) / step) * step;
        t <= end && t < life.end;
        t += step
      ) {
        times.push(t);
      }
      const values = times.map(valuesAt);
      series.forEach(({ family, name, labels }, column) =>
        rows[family].push({
          series: `${name}${labelsText({ ...labels, job: SHOP_JOB })}`,
          times,
          values,
          column,
        }),
      );
    }
  }
  for (const family of familyNames()) {
    const { type, help } = FAMILIES[family];
    const name = type === 'counter' ? family.replace(/_total$/, '') : family;
    yield `# TYPE ${name} ${type}\n# HELP ${name} ${help}\n`;
    // All runs of a series in a row, as the format requires.
    for (const runs of groupBySeries(rows[family]).values()) yield runs.map(rowText).join('');
  }
}

/** One series during one run of its instance. */
interface Row {
  series: string;
  times: readonly number[];
  /** By time, then by series of the run. */
  values: readonly (number | undefined)[][];
  column: number;
}

function rowText({ series, times, values, column }: Row): string {
  let text = '';
  for (let i = 0; i < times.length; i++) {
    const value = values[i]?.[column];
    if (value !== undefined) text += `${series} ${value} ${times[i]}\n`;
  }
  return text;
}

function groupBySeries(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.series);
    if (group) group.push(row);
    else groups.set(row.series, [row]);
  }
  return groups;
}

function familyNames(): Family[] {
  return Object.keys(FAMILIES) as Family[];
}

function emptyLists<T>(): Record<Family, T[]> {
  return Object.fromEntries(familyNames().map((family) => [family, [] as T[]])) as Record<Family, T[]>;
}

/** No value contains a character that needs escaping. */
function labelsText(labels: Readonly<Record<string, string>>): string {
  return `{${Object.entries(labels)
    .map(([name, value]) => `${name}="${value}"`)
    .join(',')}}`;
}
