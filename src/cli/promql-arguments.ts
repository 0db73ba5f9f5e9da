import { UsageError } from '../errors.js';
import { MAX_LENGTH } from '../promql/syntax/length.js';
import type { PrometheusClient } from '../prometheus/types.js';

/** What commands that take PromQL are given: an expression, and which Prometheus to ask. */

/**
 * The expression of an argument; `-` reads it from stdin.
 * @param command such as `query`, and
 * @param example a whole call of it, for hints
 * @throws UsageError EXPRESSION_MISSING, EXPRESSION_TOO_LONG
 */
export async function readExpression(
  argument: string | undefined,
  command: string,
  example = `${command} 'up'`,
): Promise<string> {
  const { text } = argument === '-' ? await import('node:stream/consumers') : { text: undefined };
  const expr = (text ? await text(process.stdin) : (argument ?? '')).trim();
  if (expr.length > MAX_LENGTH) {
    // Prometheus takes minutes for a chain of that many operators, and what is longer than 10 MB does not arrive.
    throw new UsageError(
      `The expression has ${expr.length} characters, and no more than ${MAX_LENGTH} are taken.`,
      {
        code: 'EXPRESSION_TOO_LONG',
        hints: [
          'Select by a regular expression, {label=~"…"}, instead of naming everything, or use a recording rule.',
        ],
      },
    );
  }
  if (expr !== '') return expr;
  throw new UsageError(argument === '-' ? 'There is no expression on stdin.' : 'Which expression?', {
    code: 'EXPRESSION_MISSING',
    hints: [
      `Name it in quotes, such as: obs-lab ${example}`,
      `See what it takes with: obs-lab ${command} --help`,
    ],
  });
}

/** @throws UsageError URL_INVALID */
export async function connect(url: string): Promise<PrometheusClient> {
  if (!/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : '')) {
    throw new UsageError(`“${url}” is no address of a Prometheus.`, {
      code: 'URL_INVALID',
      hints: ['Write it like http://localhost:9090.'],
    });
  }
  const { createPrometheusClient } = await import('../prometheus/client.js');
  return createPrometheusClient(url);
}
