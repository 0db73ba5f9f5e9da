import type { OverTime } from './growth.js';

/** What a made-up world is made of. Times in here are seconds before the world's moment: -60 is a minute before. */

export type Labels = Readonly<Record<string, string>>;

/** One series of a world. */
export interface WorldSeries {
  family: string;
  type: 'counter' | 'gauge' | 'histogram';
  /** The family's, for a histogram with _bucket, _sum or _count. */
  name: string;
  labels: Labels;
  /** Undefined while the series is not there. */
  valueAt: (t: number) => number | undefined;
  /** Sampled over hours, not over minutes. */
  long: boolean;
}

/** How a world differs from a busy moment of the lab. */
export interface Scene {
  id: string;
  /** Completes "With …": shown to the learner when the world tells two queries apart. */
  title: string;
  /**
   * Labels with values that the lab does not have: a query that names another value of them is not wrong for that.
   */
  newValuesOf?: readonly string[];
  /** The shop's series reach eight hours back, not one. */
  long?: boolean;
  /** A second, unlike instance of each job. */
  second?: boolean;
  /** Another job has the API's metrics as well. */
  jobs?: boolean;
  /** Nothing fails, and gauges rest. */
  quiet?: boolean;
  /** No target answers, although its last series are still there. */
  down?: boolean;
  /** Nothing is there any more but what Prometheus itself records. */
  gone?: boolean;
  /** Every instance restarts, each at another time. */
  resets?: boolean;
  /** Some members of a group lack a series that the others have. */
  missing?: boolean;
  /** Gauges swing far, and farthest just outside of the usual windows. */
  swings?: boolean;
  /** Errors come in bursts 5.5 to 6.5 hours ago, and their share rises slowly since. */
  bursts?: boolean;
  /** Answers with 1xx and 3xx too, and with errors that are rare. */
  statuses?: boolean;
  /** Metrics, labels' values and jobs that are not asked for, under names that begin or end like those that are. */
  alike?: boolean;
  /** What limits look at lies just above and just below them, and some of it changed a moment ago. */
  edges?: boolean;
  /** Scrapes get lost: samples are four seconds apart. */
  sparse?: boolean;
}

/** A list of series of one instance, and what adds to it. */
export function collect(
  own: Labels,
  long: boolean,
): {
  series: WorldSeries[];
  add: (
    family: string,
    type: WorldSeries['type'],
    labels: Labels,
    valueAt: WorldSeries['valueAt'] | OverTime,
    suffix?: '_bucket' | '_sum' | '_count',
  ) => void;
} {
  const series: WorldSeries[] = [];
  return {
    series,
    add: (family, type, labels, valueAt, suffix) =>
      void series.push({
        family,
        type,
        name: `${family}${suffix ?? ''}`,
        labels: { ...own, ...labels },
        valueAt,
        long,
      }),
  };
}
