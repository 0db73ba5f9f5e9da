import { UsageError } from '../errors.js';
import type { PrometheusClient } from '../prometheus/types.js';
import { MAX_LENGTH } from '../promql/syntax/length.js';
import { resolveLocalhost } from '../util/loopback.js';

/** The arguments of commands that take PromQL: an expression, and the Prometheus to ask. */

/**
 * The expression of an argument; `-` reads it from stdin.
 * @param command such as `query`
 * @param example a complete call of it, for hints
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
    // Prometheus takes minutes for a chain of that many operators, and refuses more than 10 MB.
    throw new UsageError(`The expression has ${expr.length} characters; the limit is ${MAX_LENGTH}.`, {
      code: 'EXPRESSION_TOO_LONG',
      hints: [
        'Match with a regular expression, {label=~"…"}, instead of listing every value, or use a recording rule.',
      ],
    });
  }
  if (expr !== '') return expr;
  throw new UsageError(argument === '-' ? 'No expression on stdin.' : 'Missing expression.', {
    code: 'EXPRESSION_MISSING',
    hints: [`Put it in quotes: obs-lab ${example}`, `See its flags and arguments: obs-lab ${command} --help`],
  });
}

/**
 * What `promql lint` is asked to lint: files and directories, or an expression.
 * @param flag the expression of `--expr`
 * @throws UsageError for several arguments that are not files, and for files with `--expr`
 */
export async function filesOrExpression(
  argv: readonly string[],
  flag: string | undefined,
): Promise<{ files: readonly string[]; expr?: undefined } | { files?: undefined; expr: string | undefined }> {
  const [first, second] = argv;
  if (flag !== undefined) {
    if (first !== undefined) throw unexpectedArgument(first, 'Give an expression or files, not both.');
    return { expr: flag };
  }
  if (first === undefined || first === '-') {
    if (second !== undefined) throw unexpectedArgument(second, 'Give stdin or files, not both.');
    return { expr: first };
  }
  const { isPath } = await import('../query/lint-files/collect.js');
  if ((await Promise.all(argv.map(isPath))).some(Boolean)) return { files: argv };
  if (second !== undefined) {
    throw unexpectedArgument(second, "Put an expression in quotes: obs-lab promql lint 'rate(up[1m])'");
  }
  return { expr: first };
}

function unexpectedArgument(argument: string, hint: string): UsageError {
  return new UsageError(`Unexpected argument: ${argument}`, {
    hints: [hint, 'See its flags and arguments: obs-lab promql lint --help'],
  });
}

/** @throws UsageError URL_INVALID */
export async function connect(url: string): Promise<PrometheusClient> {
  if (!/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : '')) {
    throw new UsageError(`Invalid Prometheus URL: ${url}`, {
      code: 'URL_INVALID',
      hints: ['Use a URL such as http://localhost:9090'],
    });
  }
  const { createPrometheusClient } = await import('../prometheus/client.js');
  return createPrometheusClient(await resolveLocalhost(url));
}
