import { PromqlError } from '../prometheus/errors.js';
import type { PrometheusClient } from '../prometheus/types.js';
import { imagineGrowth, type Written } from '../promql/judge/imagine.js';
import type { Evaluation } from '../promql/meaning/compare.js';
import { evaluate } from './evaluate.js';
import type { Instants } from './instants.js';

/**
 * Evaluates a query and its reference in a world in which every counter has grown more.
 * @returns undefined where that can't be asked, or Prometheus can't compute it: then only what did happen tells
 */
export async function evaluateImagined(
  { reference, answer }: { reference: Written; answer: Written },
  instants: Instants,
  prometheus: PrometheusClient,
): Promise<{ reference: Evaluation; answer: Evaluation } | undefined> {
  const { start, end } = instants;
  const texts = imagineGrowth(reference, answer, start);
  if (!texts) return undefined;
  // Made-up growth is equal by accident at neither; what did happen has been compared at all of them.
  const ends = { start, end, step: end - start, count: 2 };
  try {
    const [wanted, given] = await Promise.all([
      evaluate(texts.reference, reference.expr, ends, prometheus),
      evaluate(texts.answer, answer.expr, ends, prometheus),
    ]);
    return { reference: wanted, answer: given };
  } catch (error) {
    if (error instanceof PromqlError) return undefined;
    throw error;
  }
}
