import type { Family, Limit } from './reading.js';

/** What happens over time, as multiples of a limit, one for each evaluation. */

/** Evaluations that something lasts. */
export interface Spans {
  /** The shortest window that the limit is compared over. */
  window: number;
  /** All windows, the shortest first. */
  windows: readonly number[];
  for: number;
  keep: number;
}

export interface Course {
  name: string;
  /** How far along the limit is: 1 is at the limit, 2 beyond it. */
  levels: readonly number[];
  /** Which of several limits takes the course; the others are crossed all the time. Undefined: the first. */
  limit?: Limit;
  /** even: all instances alike. late: each some evaluations after the one before. one: only the second. */
  spread?: 'even' | 'late' | 'one';
  /** Evaluations at which an instance's counters start again at 0. */
  restarts?: readonly { instance: number; at: number }[];
  /** Who has no series, from when to when. `all` are all that the rules select. */
  gone?: readonly { who: number | 'all' | 'everyone'; from: number; to: number }[];
  /** So little traffic that most evaluations see none. */
  quiet?: boolean;
  /** By how many evaluations an answer may be late: 0. */
  slack?: number;
}

/** Neighbours differ by this much: a limit that is 2 % off is crossed at another evaluation. */
const RAMP_STEP = 1.018;
/** Evaluations; what looks back longer also gets a course that outlasts it. */
export const LONG_WINDOW = 15;

const hold = (level: number, count: number): number[] =>
  Array.from({ length: Math.max(0, count) }, () => level);

/** Through the limit and back, so slowly that a limit that is a little off shows. */
export function ramp(limit: Limit, spans: Spans, by: Pick<Course, 'spread'>): Course {
  const up: number[] = [];
  for (let level = 0.7; level < 1.45; level *= RAMP_STEP) up.push(level);
  const stay = hold(1.5, Math.min(spans.window, LONG_WINDOW) + spans.for + 3);
  const down = [...up].reverse();
  const rest = hold(0, spans.keep + 3);
  return { name: 'A slow rise and fall', levels: [...up, ...stay, ...down, ...rest], limit, ...by };
}

/** Just above and just below the limit, from nothing: how long it takes to cross tells the window. */
export function steps(limit: Limit, { window, for: wait, keep }: Spans, by: Pick<Course, 'spread'>): Course {
  const w = Math.min(window, LONG_WINDOW);
  return {
    name: 'Just above and just below the limit',
    levels: [
      ...hold(4, 8),
      // Everything fails: a second limit above the first would end it.
      ...hold(40, 4),
      ...hold(0, w + keep + 3),
      ...hold(1.1, w + wait + 4),
      ...hold(0, w + keep + 3),
      ...hold(0.97, w + wait + 3),
      ...hold(1.03, w + wait + 3),
      ...hold(1, 3),
      ...hold(0, w + keep + 2),
    ],
    limit,
    ...by,
  };
}

/**
 * Peaks that last just shorter and just longer than `for`, and gaps just shorter and longer than `keep_firing_for`.
 */
export function peaks(limit: Limit, { window, for: wait, keep }: Spans, by: Pick<Course, 'spread'>): Course {
  const gap = hold(0, Math.min(window, LONG_WINDOW) + 2);
  return {
    name: 'Short peaks and short gaps',
    levels: [
      ...hold(0, 3),
      ...hold(4, Math.max(1, wait - 1)),
      ...gap,
      ...hold(4, wait),
      ...gap,
      ...hold(4, wait + 1),
      ...gap,
      ...hold(0, keep),
      ...hold(3, wait + 3),
      ...hold(0, Math.max(1, keep - 1)),
      ...hold(3, 1),
      ...hold(0, Math.max(1, keep)),
      ...hold(3, 2),
      ...hold(0, keep + 3),
      ...gap,
    ],
    limit,
    ...by,
  };
}

/**
 * From nothing, twice the limit: a long window crosses it when half of it is filled, so the time tells how long it
 * is. A short window beside it crossed long before.
 */
export function burst(limit: Limit, window: number): Course {
  return {
    name: 'Trouble after a long quiet period',
    levels: [...hold(0, window + 2), ...hold(2, Math.ceil(window / 2) + 6), ...hold(0, LONG_WINDOW + 3)],
    limit,
  };
}

export function restart(limit: Limit | undefined, { window, for: wait }: Spans): Course {
  const w = Math.min(window, LONG_WINDOW);
  const half = w + wait + 4;
  return {
    name: 'Restarts under load',
    levels: [...hold(0.95, half), ...hold(1.15, half), ...hold(0.9, half), ...hold(0.4, 2 * w + 5)],
    ...(limit && { limit }),
    restarts: [
      { instance: 0, at: Math.floor(half / 2) },
      { instance: 1, at: half + 3 },
      { instance: 0, at: half + 6 },
      { instance: 1, at: 2 * half + 2 },
      // Far below the limit, so that a false peak shows.
      { instance: 0, at: 3 * half + w + 2 },
    ],
  };
}

/** Series end while the limit is crossed: one instance's first, then all; they come back one after the other. */
export function silence(limit: Limit | undefined, { window, for: wait, keep }: Spans): Course {
  const w = Math.min(window, LONG_WINDOW);
  const begin = w + wait + 3;
  const out = begin + 6;
  const back = out + Math.max(w, 3) + Math.max(keep, wait) + 3;
  return {
    name: 'Targets that go silent',
    levels: [...hold(2, back + 3), ...hold(0, w + keep + 3)],
    ...(limit && { limit }),
    gone: [
      { who: 0, from: begin, to: back },
      { who: 'all', from: out, to: back - 2 },
    ],
  };
}

export function quiet(limit: Limit | undefined, { window, for: wait }: Spans): Course {
  const length = 2 * Math.min(window, LONG_WINDOW) + 2 * wait + 20;
  return {
    name: 'Very little traffic',
    levels: Array.from({ length }, (_, i) => (i % 11 < 5 ? 3 : 0.5)),
    ...(limit && { limit }),
    quiet: true,
  };
}

/** Only one instance of several. */
export function outlier(limit: Limit | undefined, { window, for: wait, keep }: Spans): Course {
  const w = Math.min(window, LONG_WINDOW);
  return {
    name: 'One instance of several',
    levels: [...hold(0.8, w + wait + 3), ...hold(1.2, w + wait + 3), ...hold(0, w + keep + 2)],
    ...(limit && { limit }),
    spread: 'one',
  };
}

/** For rules without a limit: load that changes. */
export function changes({ window }: Spans): Course {
  const w = Math.min(window, LONG_WINDOW);
  return {
    name: 'Load that changes',
    levels: [
      ...hold(0.5, w + 3),
      ...hold(1.5, 3),
      ...hold(0.2, w),
      ...Array.from({ length: 2 * w }, (_, i) => 1 + Math.sin(i)),
    ],
  };
}

/** For rules that look at absence. */
export function absences({ for: wait, keep }: Spans): Course[] {
  const long = wait + keep + 3;
  const healthy = (length: number): number[] => hold(0, length);
  return [
    {
      name: 'Only another job, and nothing that the rules select',
      levels: healthy(long + 6),
      gone: [{ who: 'all', from: 0, to: long }],
      slack: 0,
    },
    {
      name: 'No series at all',
      levels: healthy(long + 3),
      gone: [{ who: 'everyone', from: 0, to: long }],
      slack: 0,
    },
    {
      name: 'Targets that disappear one by one',
      levels: healthy(3 * long + 14),
      gone: [
        { who: 0, from: 3, to: 2 * long + 8 },
        { who: 'all', from: long + 4, to: long + 4 + Math.max(1, wait - 2) },
        { who: 'all', from: 2 * long + 8, to: 3 * long + 10 },
      ],
    },
  ];
}

/** Whether instances are told apart, and so get a course of their own. */
export function spreadOf({ byInstance, kind }: Family): Pick<Course, 'spread'> {
  return byInstance || kind === 'gauge' ? { spread: 'late' } : {};
}
