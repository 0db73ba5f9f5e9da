import { alikeSeries } from './alike.js';
import { apiSeries } from './api.js';
import type { Scene, WorldSeries } from './scene.js';
import { shopSeries } from './shop.js';
import { ordersSeries, targetSeries, trafficSeries } from './targets.js';

/**
 * Worlds in which what did not happen in the lab has happened: a second instance, a restart, nothing failing at all.
 * An answer that agrees with the reference on live data must agree in each of them as well.
 *
 * All of them lie in one time series database, days apart, under the names and label values of the lab. One range
 * query whose step is that distance evaluates an expression in every world at once.
 */

/** Changes whenever the worlds do: homes and caches that hold others make them again. */
export const WORLDS_VERSION = '5';

/** All worlds, under a name that says which. */
export const WORLDS_DATA = { id: `worlds-${WORLDS_VERSION}`, text: worldsText };

/** Seconds from one world's moment to the next one's: more than any query of a mission looks back. */
export const WORLD_STEP_SECONDS = 2 * 86_400;

/** Unix seconds of the first world's moment, long ago. With it, all worlds fall into one block of 1458 h. */
export const FIRST_WORLD = 1_585_224_000 + 0.41;

/** The ones with a long past first, so that a query which looks back for hours is evaluated on them alone. */
export const SCENES: readonly Scene[] = [
  { id: 'busy', title: 'every kind of request and error happening', long: true },
  {
    id: 'multi',
    title: 'a second instance of each job',
    newValuesOf: ['instance'],
    second: true,
    long: true,
  },
  { id: 'reset', title: 'every instance restarting, one after the other', resets: true, long: true },
  { id: 'history', title: 'bursts of errors 5.5 to 6.5 hours ago', bursts: true, long: true },
  { id: 'statuses', title: 'answers with 1xx, 3xx and rare errors as well', statuses: true, long: true },
  { id: 'quiet', title: 'nothing failing and nothing changing', quiet: true },
  { id: 'down', title: 'every target down', down: true },
  { id: 'gone', title: 'every target gone', gone: true, down: true },
  { id: 'missing', title: 'some groups lacking a series that others have', missing: true },
  { id: 'gauge', title: 'gauges that peak just outside of the window', swings: true },
  { id: 'jobs', title: 'a second job with the same metrics', newValuesOf: ['job', 'instance'], jobs: true },
  { id: 'sparse', title: 'scrapes four seconds apart', sparse: true },
  {
    id: 'alike',
    title: 'metrics and routes whose names look alike, and an instance that has left',
    newValuesOf: ['instance', 'route'],
    alike: true,
  },
  {
    id: 'edges',
    title: 'values just above and just below the limits, and an instance that has just joined',
    newValuesOf: ['instance'],
    edges: true,
  },
];

/** Unix seconds. */
export function momentOf(world: number): number {
  return FIRST_WORLD + world * WORLD_STEP_SECONDS;
}

/**
 * All worlds as OpenMetrics text, with its end: what promtool makes blocks of.
 * @returns pieces of the text, one series each
 */
export function* worldsText(): Generator<string> {
  const families = new Map<string, { type: string; series: Map<string, Placed[]> }>();
  SCENES.forEach((scene, world) => {
    const times = { short: sampleTimes(scene, world, false), long: sampleTimes(scene, world, true) };
    for (const { family, type, name, labels, valueAt, long } of seriesOf(scene)) {
      const known = families.get(family) ?? { type, series: new Map<string, Placed[]>() };
      families.set(family, known);
      const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
      const series = `${name}{${pairs.join(',')}}`;
      const placed = known.series.get(series) ?? [];
      known.series.set(series, [...placed, { valueAt, times: long ? times.long : times.short }]);
    }
  });
  for (const [family, { type, series }] of families) {
    yield `# TYPE ${type === 'counter' ? family.replace(/_total$/, '') : family} ${type}\n`;
    for (const [name, placed] of series) yield placed.map((one) => linesOf(name, one)).join('');
  }
  yield '# EOF\n';
}

/** A series in one world. */
interface Placed {
  valueAt: WorldSeries['valueAt'];
  times: readonly SampleTime[];
}

/** `t` in seconds before the moment, `at` as the format writes it. */
interface SampleTime {
  t: number;
  at: string;
}

/** Six decimals: more would only make the text longer. */
const DIGITS = 1e6;

function linesOf(series: string, { valueAt, times }: Placed): string {
  let lines = '';
  for (const { t, at } of times) {
    const value = valueAt(t);
    if (value !== undefined) lines += `${series} ${Math.round(value * DIGITS) / DIGITS} ${at}\n`;
  }
  return lines;
}

function seriesOf(scene: Scene): WorldSeries[] {
  if (scene.gone) return targetSeries(scene);
  return [
    ...apiSeries(scene, { job: 'api', instance: 'api' }, 1),
    ...(scene.second ? apiSeries(scene, { job: 'api', instance: 'api-2' }, 2.3) : []),
    ...(scene.jobs ? apiSeries(scene, { job: 'api-canary', instance: 'api' }, 1.7) : []),
    ...shopSeries(scene),
    ...(scene.alike ? alikeSeries() : []),
    ...targetSeries(scene),
    ...ordersSeries(scene, '127.0.0.1:3033', 1),
    ...(scene.second ? ordersSeries(scene, '127.0.0.1:3033-2', 2.7) : []),
    ...trafficSeries(scene),
  ];
}

const LONG_PAST_SECONDS = 8.3 * 3600;
const SHORT_PAST_SECONDS = 1.3 * 3600;
const LAB_PAST_SECONDS = 16.5 * 60;
/** Scrapes never fall on a full second; a subquery, which does, sees the newest one. */
const NEWEST_SECONDS = 0.45;

/** When samples are taken, oldest first. */
function sampleTimes(scene: Scene, world: number, isShop: boolean): SampleTime[] {
  const times: SampleTime[] = [];
  const past = isShop ? (scene.long ? LONG_PAST_SECONDS : SHORT_PAST_SECONDS) : LAB_PAST_SECONDS;
  for (let ago = NEWEST_SECONDS; ago < past; ago += spacing(scene, isShop, ago)) {
    times.push({ t: -ago, at: (momentOf(world) - ago).toFixed(3) });
  }
  return times.reverse();
}

/** Seconds to the next older sample: close to the moment a second, as in the lab, and more the longer ago. */
function spacing(scene: Scene, isShop: boolean, ago: number): number {
  if (scene.sparse && ago < 66) return 4;
  if (ago < (isShop ? 6 : 64)) return 1;
  // A subquery looks back to the last sample before its window.
  if (scene.swings && !isShop && ago > 880 && ago < 902) return 1;
  // The end of a burst, so that half a minute tells.
  if (scene.bursts && ago > 18_600 && ago < 19_100) return 20;
  if (ago < 1000) return isShop || ago < 340 ? 20 : 25;
  if (ago < 4300 || scene.bursts) return 60;
  return 240;
}
