import { PromqlError } from '../prometheus/errors.js';
import type { PrometheusClient } from '../prometheus/types.js';
import { imagineGrowth, type Written } from '../promql/judge/imagine.js';
import type { Evaluation } from '../promql/meaning/compare.js';
import { evaluate } from './evaluate.js';
import type { Instants } from './instants.js';

/**
 * Evaluates a query and its reference as if every counter had grown more.
 * @returns undefined if no such query can be written, or Prometheus can't evaluate it: then only real data decides
 */
export async function evaluateImagined(
  { reference, answer }: { reference: Written; answer: Written },
  instants: Instants,
  prometheus: PrometheusClient,
): Promise<{ reference: Evaluation; answer: Evaluation } | undefined> {
  const { start, end } = instants;
  const texts = imagineGrowth(reference, answer, start);
  if (!texts) return undefined;
  // Two instants are enough: imagined growth isn't equal by accident, and real data was compared at all instants.
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
