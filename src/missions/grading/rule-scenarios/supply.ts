import type { Labels } from '../../../prometheus/types.js';
import type { Course } from './courses.js';
import { type KnownSeries, type Member, membersOf } from './members.js';
import type { Family, Limit } from './reading.js';

/** The samples of a family while a course goes on, in promtool's notation. */

/** What a series is supplied for. */
export interface Supply {
  course: Course;
  /** Of the rule that the course is for. */
  limits: readonly Limit[];
  /** Of all rules: what no course is for stays within them. */
  all: readonly Limit[];
  /** Seconds between two evaluations. */
  interval: number;
}

type Input = { series: string; values: string };

/** Requests per minute if no rule has a limit for them. */
const TRAFFIC = 3000;
const QUIET_TRAFFIC = 2;
const SHARE = 0.06;
const EDGES = [0.1, 0.3, 0.6, 1.2, 2.4];

export function inputOf(family: Family, known: KnownSeries, supply: Supply): Input[] {
  const members = membersOf(family, known);
  const edges = edgesOf(family, known);
  return members.flatMap((member): Input[] => {
    const sight = { family, member, members, supply };
    switch (family.kind) {
      case 'gauge':
        return [input(family.name, member.labels, present(sight, gauge(sight)))];
      case 'counter':
        return [input(family.name, member.labels, present(sight, counted(sight, requests(sight))))];
      case 'histogram':
        return histogram(sight, edges);
    }
  });
}

interface Sight {
  family: Family;
  member: Member;
  members: readonly Member[];
  supply: Supply;
}

/** How far along a limit a member is at each evaluation: of the course, or of what goes on beside it. */
export function levelsOf(
  family: Family,
  control: Limit['control'],
  member: Pick<Member, 'instance' | 'foreign'>,
  { course, limits, all }: Supply,
): { limit: Limit | undefined; levels: number[] } {
  const { levels, limit: taken = limits[0], spread = 'even' } = course;
  const mine = (limit: Limit): boolean => limit.family === family.name && limit.control === control;
  const constant = (level: number): number[] => levels.map(() => level);
  if (taken && mine(taken)) {
    if (member.foreign) return { limit: taken, levels: constant(3) };
    const late = spread === 'late' ? 4 * member.instance : 0;
    const idle = spread === 'one' && member.instance !== 1;
    return {
      limit: taken,
      levels: levels.map((_, i) => (idle ? 0.3 : (levels[i - late] ?? (i < late ? levels[0]! * 0.5 : 0)))),
    };
  }
  const beside = limits.find(mine);
  if (beside) return { limit: beside, levels: constant(control === 'traffic' ? 12 : 2) };
  return { limit: all.find(mine), levels: constant(member.foreign ? 3 : 0.3) };
}

/** The value of what is limited, where a level of 1 is at the limit. */
export function valueAt({ value, below, control, quantile }: Limit, level: number): number {
  const towards = below ? (level === 0 ? 4 : 1 / level) : level;
  switch (control) {
    case 'share':
      return Math.min(0.96, value * towards);
    case 'slow':
      return Math.min(0.96, (1 - quantile) * towards);
    case 'state':
      return level > 1 ? value : value + 1;
    case 'level': {
      const exact = value === 0 ? towards - 1 : value * towards;
      return Number.isInteger(value) && Math.abs(value) >= 10 ? Math.round(exact) : exact;
    }
    case 'traffic':
      return value * towards;
  }
}

function gauge({ family, member, supply }: Sight): number[] {
  const control = supply.all.find((limit) => limit.family === family.name)?.control ?? 'level';
  const { limit, levels } = levelsOf(family, control, member, supply);
  if (limit?.family === 'up' && limit.control === 'state') {
    return levels.map((level) => (level > 1 === limit.value < 1 ? 0 : 1));
  }
  if (limit) return levels.map((level) => valueAt(limit, level));
  return levels.map((_, i) =>
    family.absent ? 1 : 10 + 3 * member.instance + Math.sin(i) * supply.course.levels[i]!,
  );
}

/** How many a member gets at each evaluation. */
function requests({ family, member, supply }: Sight): number[] {
  const traffic = trafficOf(family, member, supply);
  if (family.classes.length === 0) return traffic.map((total) => total * member.share);
  const { limit, levels } = levelsOf(family, 'share', member, supply);
  return traffic.map((total, i) => {
    const share = limit ? valueAt(limit, levels[i]!) : SHARE + 0.03 * Math.sin(i / 3);
    return total * (member.classed ? share : 1 - share) * member.share * outlying(member, supply);
  });
}

/** Where only one instance is to fail, the others' failures move there. */
function outlying({ classed, instance, foreign }: Member, { course }: Supply): number {
  return course.spread !== 'one' || !classed || foreign ? 1 : instance === 1 ? 1.6 : 0.4;
}

/** Of all members together, at each evaluation. */
function trafficOf(family: Family, member: Member, supply: Supply): number[] {
  const { course, interval, all } = supply;
  const { limit, levels } = levelsOf(family, 'traffic', member, supply);
  const groups = family.byInstance ? 2 : 1;
  return course.levels.map((level, i) => {
    const wave = 1 + 0.2 * Math.sin(i / 2);
    const perMinute = course.quiet
      ? QUIET_TRAFFIC
      : limit
        ? valueAt(limit, levels[i]!) * 60 * groups
        : TRAFFIC * wave * (all.length === 0 ? level : 1);
    return (perMinute * interval) / 60;
  });
}

/** A counter that rises by so much at each evaluation, and begins somewhere. */
function counted({ family, member, supply: { course } }: Sight, increments: readonly number[]): number[] {
  let value = course.quiet ? 0 : 1000 * member.share;
  return increments.map((increment, i) => {
    const fresh = course.restarts?.some(({ instance, at }) => instance === member.instance && at === i);
    value = (fresh && !member.foreign ? 0 : value) + increment;
    // Little traffic is whole requests; much traffic may be fractions, as the sum of a histogram is.
    return course.quiet && !family.name.endsWith('_sum') ? Math.floor(value + 0.5 * member.share) : value;
  });
}

function histogram(sight: Sight, edges: readonly number[]): Input[] {
  const { family, member, supply } = sight;
  const { limit, levels } = levelsOf(family, 'slow', member, supply);
  const totals = requests(sight);
  const border = limit?.value ?? edges[Math.floor(edges.length / 2)]!;
  const high = edges.findIndex((edge) => edge >= border);
  const middle = high < 0 ? edges.length : high;
  // The share of each bucket, the one up to +Inf last.
  const shares = levels.map((level, i) => {
    const rare = limit ? 1 - limit.quantile : 0.1;
    const slow = limit ? valueAt(limit, level) : SHARE + 0.03 * Math.sin(i / 3);
    const near = Math.max(0, Math.min(1.6 * rare, 1) - slow);
    const fast = 1 - slow - near;
    return Array.from({ length: edges.length + 1 }, (_, bucket) => {
      if (bucket === middle) return middle === 0 ? near + fast : near;
      if (bucket < middle) return fast * (bucket === 0 ? (middle === 1 ? 1 : 0.7) : 0.3 / (middle - 1));
      const above = edges.length - middle;
      return slow * (above === 1 ? 1 : bucket === middle + 1 ? 0.75 : 0.25 / (above - 1));
    });
  });
  const rising = (name: string, labels: Labels, of: (bucket: number) => number): Input => {
    const increments = totals.map(
      (total, i) => total * shares[i]!.reduce((sum, share, bucket) => sum + share * of(bucket), 0),
    );
    const own = { ...sight, family: { ...family, name } };
    return input(name, labels, present(own, counted(own, increments)));
  };
  const ceilings = [...edges.map(String), '+Inf'];
  const typical = (bucket: number): number =>
    bucket < edges.length ? edges[bucket]! * 0.8 : edges.at(-1)! * 1.5;
  return [
    ...ceilings.map((le, ceiling) =>
      rising(`${family.name}_bucket`, { ...member.labels, le }, (bucket) => (bucket <= ceiling ? 1 : 0)),
    ),
    rising(`${family.name}_sum`, member.labels, typical),
    rising(`${family.name}_count`, member.labels, () => 1),
  ];
}

function edgesOf({ name }: Family, known: KnownSeries): number[] {
  const seen = (known.get(name) ?? []).flatMap(({ le }) =>
    le === undefined || le === '+Inf' ? [] : [Number(le)],
  );
  return seen.length > 0 ? [...new Set(seen)].sort((a, b) => a - b) : EDGES;
}

/** With the evaluations at which the series isn't there. */
function present({ member, supply: { course } }: Sight, values: readonly number[]): string {
  const goneAt = (i: number): boolean =>
    (course.gone ?? []).some(
      ({ who, from, to }) =>
        i >= from &&
        i < to &&
        (who === 'everyone' || (!member.foreign && (who === 'all' || who === member.instance))),
    );
  return values
    .map((value, i) => {
      if (!goneAt(i)) return String(Number(value.toFixed(3)));
      return i > 0 && !goneAt(i - 1) ? 'stale' : '_';
    })
    .join(' ');
}

function input(name: string, labels: Labels, values: string): Input {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return { series: `${name}{${pairs.join(', ')}}`, values };
}
