import { PromqlError } from '../../prometheus/errors.js';
import type { PrometheusNow } from '../grading/types.js';
import type { Step } from '../library/schema.js';
import type { Finding, Report } from './finding.js';

/** The queries that a step uses for grading: if Prometheus refuses one, no answer can be graded. */

interface Held {
  query: string;
  path: readonly (string | number)[];
}

/**
 * Runs each of them once.
 * @returns a finding for each refused query
 */
export async function refusedQueries(
  step: Step,
  { prometheus, now }: PrometheusNow,
  report: Report,
): Promise<Finding[]> {
  const asked = heldQueries(step).map(async ({ query, path }): Promise<Finding[]> => {
    try {
      await prometheus.query(query, { time: now });
      return [];
    } catch (error) {
      if (!(error instanceof PromqlError)) throw error;
      const { position, reason } = error;
      const place = position ? `, at ${position.line}:${position.column} of the query` : '';
      return [report(path, 'query-refused', `Prometheus refuses this query: ${reason}${place}`)];
    }
  });
  return (await Promise.all(asked)).flat();
}

function heldQueries({ answer, needs }: Step): Held[] {
  const selectors = needs.map(({ selector }, i): Held => ({
    query: selector,
    path: ['needs', i, 'selector'],
  }));
  return [...selectors, ...answerQueries(answer)];
}

function answerQueries(answer: Step['answer']): Held[] {
  switch (answer.type) {
    case 'promql':
      return [{ query: answer.reference, path: ['answer', 'reference'] }];
    case 'number':
      return [
        { query: answer.reference, path: ['answer', 'reference'] },
        ...answer.mistakes.map(({ query }, i) => ({ query, path: ['answer', 'mistakes', i, 'query'] })),
      ];
    case 'check':
      return [
        { query: answer.holds, path: ['answer', 'holds'] },
        ...(answer.show === undefined ? [] : [{ query: answer.show, path: ['answer', 'show'] }]),
      ];
    case 'dashboard':
      return answer.panels.map(({ reference }, i) => ({
        // Like Grafana: its own variables are replaced by a duration.
        query: reference.replace(/\$__\w+|\$\{__\w+\}/g, '1m'),
        path: ['answer', 'panels', i, 'reference'],
      }));
    case 'rules':
      return answer.scenarios.flatMap(({ recorded }, i) =>
        recorded.map(({ reference }, j) => ({
          query: reference,
          path: ['answer', 'scenarios', i, 'recorded', j, 'reference'],
        })),
      );
    default:
      return [];
  }
}
