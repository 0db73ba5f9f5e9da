import { describe, expect, it } from 'vitest';
import { createShopPage, shopHistory } from './exposition.js';
import { EDGES } from './latency.js';
import { seriesOf } from './series.js';
import { INSTANCES, type Life, livesAt, livesBetween } from './timetable.js';

const HOUR = 3600;
/** A Sunday noon in UTC; any other moment would do. */
const NOON = Date.UTC(2026, 10, 22, 12) / 1000;

const shopPage = createShopPage();

/** The values on a page, by series. */
function parse(page: string): Map<string, number> {
  const samples = page.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    samples.map((line): [string, number] => {
      const space = line.lastIndexOf(' ');
      return [line.slice(0, space), Number(line.slice(space + 1))];
    }),
  );
}

const sumOf = (page: Map<string, number>, ...parts: string[]): number =>
  [...page]
    .filter(([series]) => parts.every((part) => series.includes(part)))
    .reduce((sum, [, v]) => sum + v, 0);

describe('the timetable', () => {
  const WINDOWS = Array.from({ length: 24 }, (_, i) => NOON + i * 0.61 * HOUR);

  it.each(INSTANCES)('$name restarts and has the bad version in any six hours', (instance) => {
    for (const from of WINDOWS) {
      const lives = livesBetween(instance, from, from + 6 * HOUR);
      const whole = lives.filter(({ start, end }) => start > from && end < from + 6 * HOUR);
      expect(whole.map(({ bad }) => bad)).toContain(true);
      expect(whole.map(({ bad }) => bad)).toContain(false);
    }
  });

  it('rolls a bad version back to the one before it', () => {
    const lives = livesBetween(INSTANCES[0] as Life['instance'], NOON, NOON + 8 * HOUR);
    lives.forEach(({ bad }, i) => {
      if (!bad || i === 0 || i === lives.length - 1) return;
      expect(lives[i + 1]?.version).toBe(lives[i - 1]?.version);
      expect(lives[i]?.version).not.toBe(lives[i - 1]?.version);
    });
    expect(new Set(lives.map(({ version }) => version)).size).toBeGreaterThan(3);
    expect(new Set(lives.map(({ commit }) => commit)).size).toBe(
      new Set(lives.map(({ version }) => version)).size,
    );
  });

  it('keeps an instance down for longer than a query looks back', () => {
    for (const instance of INSTANCES) {
      const lives = livesBetween(instance, NOON, NOON + 24 * HOUR);
      for (let i = 1; i < lives.length; i++) {
        expect((lives[i] as Life).start - (lives[i - 1] as Life).end).toBeGreaterThan(5 * 60);
      }
    }
  });

  it('always leaves an instance in each region', () => {
    for (let t = NOON; t < NOON + 4 * HOUR; t += 30) {
      expect(new Set(livesAt(t).map(({ instance }) => instance.region)).size).toBe(2);
    }
  });
});

describe('the series of a run', () => {
  const lives = INSTANCES.flatMap((instance) => livesBetween(instance, NOON, NOON + 4 * HOUR));

  it.each(lives)('$instance.name $version: counters are whole and never fall', (life) => {
    const { series, valuesAt } = seriesOf(life);
    const counters = series.flatMap(({ name }, i) =>
      /_(total|bucket|count|sum)$/.test(name) ? [{ name, i }] : [],
    );
    const amiss: string[] = [];
    let last = valuesAt(life.start);
    const highest = Math.max(...counters.map(({ i }) => last[i] ?? 0));
    for (let t = life.start; t < life.end; t += t < life.start + 300 ? 1 : 11) {
      const values = valuesAt(t);
      for (const { name, i } of counters) {
        const value = values[i] ?? 0;
        if (value < (last[i] ?? 0)) amiss.push(`${name} falls at ${t}`);
        if (!name.endsWith('_sum') && !Number.isInteger(value)) amiss.push(`${name} is ${value} at ${t}`);
      }
      last = values;
    }
    expect(amiss).toEqual([]);
    expect(highest).toBeLessThanOrEqual(1);
  });
});

describe('the page', () => {
  const page = parse(shopPage(NOON));

  it('is the same for the same second', () => expect(createShopPage()(NOON)).toBe(shopPage(NOON)));

  it('has the series that the missions use', () => {
    expect(page.size).toBeGreaterThan(200);
    expect(page.size).toBeLessThan(350);
    for (const { name } of INSTANCES) {
      const of = `instance="${name}"`;
      expect(sumOf(page, 'shop_build_info{', of)).toBe(1);
      expect(sumOf(page, 'shop_disk_free_bytes{', of)).toBeGreaterThan(0);
      expect(sumOf(page, 'shop_instance_start_time_seconds{', of)).toBeLessThan(NOON);
    }
  });

  it.each(INSTANCES)('$name: buckets are cumulative, and count what requests_total counts', ({ name }) => {
    for (let t = NOON; t < NOON + 4 * HOUR; t += 1117) {
      const now = parse(shopPage(t));
      const count = sumOf(now, 'shop_request_duration_seconds_count', `instance="${name}"`);
      expect(sumOf(now, 'shop_requests_total', `instance="${name}"`)).toBe(count);
      const buckets = [...EDGES.map(String), '+Inf'].map((le) =>
        sumOf(now, '_bucket', `instance="${name}"`, `le="${le}"`),
      );
      expect(buckets).toEqual(buckets.toSorted((a, b) => a - b));
      expect(buckets.at(-1)).toBe(count);
    }
  });

  it('has its many cache keys on one instance', () => {
    const keys = (name: string): number =>
      [...page.keys()].filter((s) => s.startsWith('shop_cache_hits_total') && s.includes(name)).length;
    expect(INSTANCES.map(({ name }) => [name, keys(name) > 40])).toEqual([
      ['eu-1', false],
      ['us-1', false],
      ['eu-2', false],
      ['us-2', false],
      ['eu-3', true],
    ]);
  });
});

describe('the problems to find', () => {
  /** Growth per second of all matching series during a run, up to its end. */
  const growth = (life: Life, ...parts: string[]): number => {
    const [from, to] = [life.start, life.end - 1].map((t) => parse(shopPage(t)));
    const own = [...parts, `instance="${life.instance.name}"`];
    return (
      (sumOf(to as Map<string, number>, ...own) - sumOf(from as Map<string, number>, ...own)) /
      (life.end - life.start)
    );
  };
  const lives = INSTANCES.flatMap((instance) => livesBetween(instance, NOON, NOON + 4 * HOUR)).filter(
    ({ start }) => start >= NOON,
  );

  it.each(lives)('$instance.name $version: errors reveal a bad version', (life) => {
    const ratio = growth(life, 'shop_requests_total', 'status="500"') / growth(life, 'shop_requests_total');
    if (life.bad) expect(ratio).toBeGreaterThan(0.06);
    else expect(ratio).toBeLessThan(0.003);
  });

  it('us-2 is several times slower than any other', () => {
    const mean = (life: Life): number =>
      growth(life, '_duration_seconds_sum') / growth(life, '_duration_seconds_count');
    const good = lives.filter(({ bad }) => !bad);
    const slow = good.filter(({ instance }) => instance.name === 'us-2').map(mean);
    const others = good.filter(({ instance }) => instance.name !== 'us-2').map(mean);
    expect(Math.min(...slow)).toBeGreaterThan(3 * Math.max(...others));
  });

  it('us-1 fills its disk within eight hours, and no other does within a day', () => {
    const free = (name: string, t: number): number => sumOf(parse(shopPage(t)), 'shop_disk_free_bytes', name);
    const emptied = NOON - 1 * HOUR; // 11:00
    const hours = (name: string): number => {
      const [first, last] = [free(name, emptied + 60), free(name, emptied + HOUR)];
      return first / (first - last);
    };
    expect(hours('us-1')).toBeGreaterThan(8);
    expect(hours('us-1')).toBeLessThan(9);
    for (const name of ['eu-1', 'eu-2', 'us-2', 'eu-3']) expect(hours(name)).toBeGreaterThan(24);
    expect(free('us-1', emptied - 30)).toBeGreaterThan(0);
  });
});

describe('the history', () => {
  const span = { start: NOON - 5 * HOUR, end: NOON, step: 30 };
  const text = [...shopHistory(span)].join('');
  const samples = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));

  it('has the page’s values at each step', () => {
    for (const t of [span.start, NOON - 2 * HOUR, NOON - 570, NOON]) {
      const recorded = samples
        .filter((line) => line.endsWith(` ${t}`))
        .map((line) => line.slice(0, line.lastIndexOf(' ')));
      const page = [...parse(shopPage(t))].map(
        ([series, value]) => `${series.replace('}', ',job="shop"}')} ${value}`,
      );
      expect(recorded.sort()).toEqual(page.sort());
    }
  });

  it('has each series in one piece, with rising times', () => {
    const seen = new Map<string, number>();
    const amiss: string[] = [];
    let last = '';
    for (const sample of samples) {
      const [series = '', , time] = sample.split(' ');
      if (series !== last && seen.has(series)) amiss.push(`${series} comes twice`);
      if (Number(time) <= (seen.get(series) ?? 0)) amiss.push(`${series} goes back to ${time}`);
      seen.set(series, Number(time));
      last = series;
    }
    expect(amiss).toEqual([]);
    expect(seen.size).toBeGreaterThan(250);
  });

  it('uses whole steps only', () => {
    const short = [...shopHistory({ ...span, start: NOON - 95, end: NOON + 7 })].join('');
    const times = new Set([...short.matchAll(/ (\d+)\n/g)].map(([, t]) => Number(t)));
    expect([...times]).toEqual([NOON - 90, NOON - 60, NOON - 30, NOON]);
  });
});
