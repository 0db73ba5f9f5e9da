import type { PrometheusClient, QueryResult } from '../../../prometheus/types.js';
import { type Evaluation, joinInstants } from '../../../promql/meaning/compare.js';
import type { StepOf } from '../../library/schema.js';
import { checkReadiness } from '../readiness.js';
import type { Grade, PrometheusNow } from '../types.js';

/**
 * Grades the state of the lab: what the step asks for must hold now, and must have held for as long as it says.
 * A state that holds, but not for long enough yet, is not ready: the learner only has to wait.
 */
export async function gradeCheck(
  { answer: task, needs }: StepOf<'check'>,
  world: PrometheusNow,
): Promise<Grade> {
  const { prometheus, now } = world;
  const readiness = await checkReadiness({ needs }, prometheus, world);
  if (!readiness.ready) return { verdict: 'not-ready', diagnoses: [], readiness };
  const shown = await lookAt(task.show ?? task.holds, now, prometheus);
  if (!isTrue(await prometheus.query(task.holds, { time: now }))) {
    return {
      verdict: 'wrong',
      diagnoses: [
        {
          rule: 'does-not-hold',
          severity: 'error',
          message: task.failing,
          why: 'Prometheus sees a change at its next scrape, up to a second later.',
          fix: 'Do what the step asks for, then check again.',
        },
      ],
      result: shown,
    };
  }
  const heldFor = await secondsHeld(task.holds, task.hold, world);
  if (heldFor < task.hold) {
    return {
      verdict: 'not-ready',
      diagnoses: [],
      readiness: {
        ready: false,
        secondsLeft: Math.max(1, Math.ceil(task.hold - heldFor)),
        lacking: 'it holds, but not for long enough yet',
      },
    };
  }
  return { verdict: 'pass', diagnoses: [], result: shown };
}

/** True for a scalar other than 0, and for a vector that is not empty and has neither 0 nor NaN in it. */
export function isTrue(result: QueryResult): boolean {
  if (result.resultType === 'scalar') return isTruth(result.sample.value);
  return (
    result.resultType === 'vector' &&
    result.series.length > 0 &&
    result.series.every(({ sample }) => isTruth(sample.value))
  );
}

function isTruth(value: number): boolean {
  return value !== 0 && !Number.isNaN(value);
}

/** For how long it has held without a break until now, in seconds, as far back as is asked. */
async function secondsHeld(
  query: string,
  wanted: number,
  { prometheus, now, scrapeIntervalSeconds: step }: PrometheusNow,
): Promise<number> {
  const count = Math.ceil(wanted / step);
  if (count === 0) return 0;
  const start = now - count * step;
  const result = await prometheus.queryRange(query, { start, end: now, step });
  const samples = result.resultType === 'matrix' ? result.series.flatMap((series) => series.samples) : [];
  const states = new Map<number, boolean>();
  for (const { time, value } of samples) {
    const index = Math.round((time - start) / step);
    states.set(index, (states.get(index) ?? true) && isTruth(value));
  }
  let held = 0;
  while (held <= count && states.get(count - held)) held++;
  return held > count ? wanted : Math.max(0, held - 1) * step;
}

async function lookAt(query: string, time: number, prometheus: PrometheusClient): Promise<Evaluation> {
  return joinInstants([await prometheus.query(query, { time })]);
}
