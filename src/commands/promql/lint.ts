import { Args, Flags } from '@oclif/core';
import { lintExitCode } from '../../cli/exit-codes.js';
import { connect, readExpression } from '../../cli/promql-arguments.js';
import { PromqlCommand } from '../../cli/promql-command.js';
import { NotRunningError } from '../../errors.js';
import type { LintDocument } from '../../query/lint-query.js';
import type { RunningStack } from '../../stack/access.js';
import { terminalColumns } from '../../ui/terminal/terminal.js';

export default class PromqlLint extends PromqlCommand {
  static override description = `find what is wrong or doubtful in a query, and why

Names, labels, values and types are looked up in the lab's Prometheus if it is running, or at --url. Without either, only the query's text is checked. All rules: obs-lab docs promql-lint

Exit code 0: nothing worse than an info · 1: errors or warnings · 2: the query is not valid PromQL.

With --json it is one document {diagnoses: [{rule, severity, message, why, fix, at}], valid, prometheus}, where at is the part of the query that a diagnosis is about, {from, to}, and prometheus the server that was asked, or null.`;

  static override examples = [
    {
      description: 'with what the lab knows of its metrics',
      command:
        "<%= config.bin %> promql lint 'histogram_quantile(0.95, sum(rate(http_request_duration_seconds_bucket[1m])))'",
    },
    { description: 'from a file', command: '<%= config.bin %> promql lint - < query.promql' },
    { description: 'for a script', command: "<%= config.bin %> promql lint 'rate(up[1m])' --json" },
    {
      description: 'on any Prometheus',
      command: "<%= config.bin %> promql lint 'up' --url http://localhost:9090",
    },
  ];

  static override args = {
    expr: Args.string({ description: 'PromQL expression, quoted; - reads it from stdin', ignoreStdin: true }),
  };

  static override flags = {
    url: Flags.string({ helpValue: 'URL', description: 'ask this Prometheus instead of the lab’s' }),
  };

  override async run(): Promise<LintDocument> {
    const { args, flags } = await this.parse(PromqlLint);
    const expr = await readExpression(args.expr, 'promql lint');
    const prometheus = flags.url === undefined ? await labPrometheus() : await connect(flags.url);
    const { lintQuery } = await import('../../query/lint-query.js');
    const report = await this.explained(lintQuery(expr, prometheus, { now: Date.now() / 1000 }), flags.url);
    process.exitCode = lintExitCode(report);
    if (!this.jsonEnabled()) {
      const { lintText } = await import('../../ui/query/promql-text.js');
      const checkedWith = prometheus && (flags.url === undefined ? 'the lab’s Prometheus' : prometheus.url);
      this.log(lintText(expr, report, { width: terminalColumns(), checkedWith }));
    }
    return { ...report, prometheus: prometheus?.url ?? null };
  }
}

/** The running lab's; undefined if none is running: then only the query's text is judged. */
async function labPrometheus(): Promise<RunningStack['prometheus'] | undefined> {
  const { requireStack } = await import('../../stack/access.js');
  try {
    return (await requireStack()).prometheus;
  } catch (error) {
    if (error instanceof NotRunningError) return undefined;
    throw error;
  }
}
