import { PromqlError } from '../prometheus/errors.js';
import type { PrometheusClient } from '../prometheus/types.js';
import type { Comparison, Evaluation } from '../promql/meaning/compare.js';
import type { Diagnosis } from '../promql/diagnosis.js';
import { judge } from '../promql/judge/judge.js';
import { parsePromql } from '../promql/syntax/parse.js';
import { lookUpFacts } from './look-up-facts.js';
import { rejection, scrapeInterval } from './lint-query.js';
import { evaluate } from './evaluate.js';
import { evaluateImagined } from './evaluate-imagined.js';
import { instantAt, settledInstants, type Instants } from './instants.js';

/** What `promql compare` finds. */
export interface CompareReport {
  verdict: 'pass' | 'wrong' | 'empty' | 'error' | 'not-ready';
  diagnoses: Diagnosis[];
  /** When both were evaluated: Unix seconds, oldest first. */
  instants: number[];
  reference: Evaluation;
  /** Undefined where Prometheus refuses the answer. */
  answer?: Evaluation;
  /** Undefined where nothing was compared. */
  comparison?: Comparison;
  /** not-ready: why the reference can't tell a right answer from a wrong one. */
  lacking?: string;
}

/** Where Prometheus scrapes nothing, its data is as old as it is. */
const DEFAULT_INTERVAL_SECONDS = 1;

/**
 * Judges an answer as a mission would, against any reference.
 * @param options.at Unix seconds of the newest instant; the newest at which all data has settled when left out
 * @throws PromqlError where Prometheus refuses the reference, PrometheusUnreachableError
 */
export async function compareQueries(
  texts: { reference: string; answer: string },
  prometheus: PrometheusClient,
  { at, now }: { at?: number; now: number },
): Promise<CompareReport> {
  const scrapeIntervalSeconds = (await scrapeInterval(prometheus)) || DEFAULT_INTERVAL_SECONDS;
  const window = instantsUntil(at, now, scrapeIntervalSeconds);
  const instants = Array.from({ length: window.count }, (_, i) => instantAt(window, i));
  const exprs = { reference: parsePromql(texts.reference).expr, answer: parsePromql(texts.answer).expr };
  const [wanted, given] = await Promise.allSettled([
    evaluate(texts.reference, exprs.reference, window, prometheus),
    evaluate(texts.answer, exprs.answer, window, prometheus),
  ]);
  if (wanted.status === 'rejected') throw wanted.reason;
  const reference = wanted.value;
  if (given.status === 'rejected') {
    if (!(given.reason instanceof PromqlError)) throw given.reason;
    return {
      verdict: 'error',
      diagnoses: [rejection(texts.answer, given.reason)],
      instants,
      reference,
    };
  }
  const answer = given.value;
  const sides = {
    reference: { expr: exprs.reference, evaluation: reference },
    answer: { expr: exprs.answer, evaluation: answer },
  };
  const written = {
    reference: { text: texts.reference, expr: exprs.reference },
    answer: { text: texts.answer, expr: exprs.answer },
  };
  const judgement = await judge(sides, {
    asker: 'reference',
    scrapeIntervalSeconds,
    imagined: () => evaluateImagined(written, window, prometheus),
    lookUp: () => lookUpFacts(prometheus, exprs.answer, { now: at ?? now, scrapeIntervalSeconds }),
  });
  if (judgement.verdict === 'not-ready')
    return { verdict: 'not-ready', diagnoses: [], instants, reference, answer, lacking: judgement.lacking };
  return { ...judgement, instants, reference, answer };
}

function instantsUntil(at: number | undefined, now: number, scrapeIntervalSeconds: number): Instants {
  const settled = settledInstants(now, scrapeIntervalSeconds);
  return at === undefined ? settled : { ...settled, start: at - (settled.end - settled.start), end: at };
}
