import type { RuleScenario } from '../../../prometheus/rule-scenario.js';
import type { Labels } from '../../../prometheus/types.js';
import { parsePromql } from '../../../promql/syntax/parse.js';
import {
  absences,
  burst,
  changes,
  type Course,
  LONG_WINDOW,
  outlier,
  peaks,
  quiet,
  ramp,
  restart,
  silence,
  type Spans,
  spreadOf,
  steps,
} from './courses.js';
import type { KnownSeries } from './members.js';
import { familiesOf, type Family, type Limit, limitsOf, windowsOf } from './reading.js';
import type { Rule } from './rule-file.js';
import { inputOf, type Supply } from './supply.js';

/**
 * Makes scenarios that tell rules from the reference apart, from the reference itself: what it selects gets several
 * label sets, its limits are approached slowly from both sides, its durations are just met and just missed. Always the
 * same scenarios for the same rules.
 */

export interface GeneratedScenario extends RuleScenario {
  name: string;
  evaluations: number;
  families: readonly Family[];
  supply: Supply;
}

const MAX_SECONDS = 60;
/** For rules that look back for half an hour or more, all the time: promtool would take too long. */
const MAX_SECONDS_OF_LONG = 120;
const LONG_SECONDS = 1800;
const MIN_EVALUATIONS_IN_WINDOW = 5;
/**
 * Evaluations. A series that ends is gone at once for absent(), and for absent_over_time() once its window is empty:
 * both are right.
 */
const ABSENCE_SLACK = 1;

/** @param known series that are in the step's own scenarios: their labels and values are used where they fit */
export function generateScenarios(rules: readonly Rule[], known: KnownSeries): GeneratedScenario[] {
  const families = familiesOf(rules);
  const all = rules.flatMap((rule) => limitsOf(rule, families));
  const alerts = rules.filter(({ kind }) => kind === 'alert');
  const seen = new Set<string>();
  const planned = (alerts.length > 0 ? alerts : [undefined]).flatMap((alert) => {
    const looked = alert ? [alert] : rules;
    const limits = alert ? limitsOf(alert, families) : [];
    const own = familiesOf(looked);
    const interval = intervalOf(looked);
    const windows = [...new Set(looked.flatMap(({ expr }) => windowsOf(expr)))].sort((a, b) => a - b);
    const spans: Spans = {
      window: Math.ceil((windows[0] ?? 0) / interval),
      windows: windows.map((window) => Math.ceil(window / interval)),
      for: Math.ceil((alert?.forSeconds ?? 0) / interval),
      keep: Math.ceil((alert?.keepSeconds ?? 0) / interval),
    };
    // Once all that can happen to a metric has happened to it, another rule on it only needs its own limits.
    const fresh = own.some(({ name }) => !seen.has(name));
    for (const { name } of own) seen.add(name);
    const courses = [
      ...approaches(own, limits, spans),
      ...(fresh ? events(own, limits[0], spans) : []),
      ...(own.some(({ absent }) => absent) ? absences(spans) : []),
    ];
    const slow = families.some(({ name, absent }) => absent && seen.has(name));
    return courses.map((course) => ({
      course: slow && course.gone && !('slack' in course) ? { ...course, slack: ABSENCE_SLACK } : course,
      limits,
      interval,
    }));
  });
  return distinct(planned).map(({ course, limits, interval }): GeneratedScenario => {
    const supply = { course, limits, all, interval };
    return {
      name: course.name,
      interval,
      evaluations: course.levels.length,
      input: families.flatMap((family) => inputOf(family, known, supply)),
      families,
      supply,
    };
  });
}

/** Courses that tell limits, windows and durations apart. */
function approaches(families: readonly Family[], limits: readonly Limit[], spans: Spans): Course[] {
  const [first] = limits;
  const different = limits.filter((limit, i) => limits.findIndex((other) => sameLimit(other, limit)) === i);
  const waits = spans.for + spans.keep > 0;
  const long = spans.windows.filter((window) => window > LONG_WINDOW);
  return [
    ...different.flatMap((limit) => {
      const by = spreadOf(families.find(({ name }) => name === limit.family)!);
      if (limit.control === 'state') return [peaks(limit, spans, by)];
      return [
        ramp(limit, spans, by),
        steps(limit, spans, by),
        ...(waits && limit === first ? [peaks(limit, spans, by)] : []),
      ];
    }),
    ...(first ? long.map((window) => burst(first, window)) : []),
  ];
}

/** What happens to metrics whatever the limits are. */
function events(families: readonly Family[], limit: Limit | undefined, spans: Spans): Course[] {
  const cumulative = families.some(({ kind }) => kind !== 'gauge');
  return [
    limit ? outlier(limit, spans) : changes(spans),
    ...(cumulative ? [restart(limit, spans), quiet(limit, spans)] : []),
    silence(limit, spans),
  ];
}

function sameLimit(a: Limit, b: Limit): boolean {
  return (
    a.family === b.family &&
    a.control === b.control &&
    a.value === b.value &&
    a.below === b.below &&
    a.quantile === b.quantile
  );
}

/** Two rules may ask for the same course. */
function distinct<T extends { course: Course }>(planned: readonly T[]): T[] {
  const keys = planned.map(({ course }) =>
    JSON.stringify({ ...course, limit: course.limit && { ...course.limit, window: 0 } }),
  );
  return planned.filter((_, i) => keys.indexOf(keys[i]!) === i);
}

/** Seconds between two evaluations: a minute or two, or less where a window or `for` is shorter. */
function intervalOf(rules: readonly Rule[]): number {
  const windows = rules.flatMap(({ expr }) => windowsOf(expr));
  const waits = rules
    .flatMap(({ forSeconds, keepSeconds }) => [forSeconds, keepSeconds])
    .filter((wait) => wait > 0);
  const wanted = Math.min(
    windows.length > 0 && Math.min(...windows) >= LONG_SECONDS ? MAX_SECONDS_OF_LONG : MAX_SECONDS,
    ...windows.map((window) => window / MIN_EVALUATIONS_IN_WINDOW),
    ...waits.map((wait) => wait / 2),
  );
  return [120, 60, 30, 15, 10, 5, 2].find((seconds) => seconds <= wanted) ?? 1;
}

/** The series of scenarios that are written by hand. */
export function knownSeries(inputs: readonly { series: string }[]): KnownSeries {
  const known = new Map<string, Labels[]>();
  for (const { series } of inputs) {
    const { expr } = parsePromql(series);
    if (expr.kind !== 'selector' || expr.metric === undefined) continue;
    const labels = Object.fromEntries(expr.matchers.map(({ label, value }) => [label, value]));
    for (const name of new Set([expr.metric, expr.metric.replace(/_(bucket|sum|count)$/, '')])) {
      known.set(name, [...(known.get(name) ?? []), labels]);
    }
  }
  return known;
}
