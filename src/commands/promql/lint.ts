import { Args, Flags } from '@oclif/core';
import { lintExitCode, lintFilesExitCode } from '../../cli/exit-codes.js';
import { connect, filesOrExpression, readExpression } from '../../cli/promql-arguments.js';
import { PromqlCommand } from '../../cli/promql-command.js';
import { NotRunningError, UsageError } from '../../errors.js';
import type { LintFilesDocument } from '../../query/lint-files/lint-files.js';
import type { LintDocument } from '../../query/lint-query.js';
import type { RunningStack } from '../../stack/access.js';
import { terminalColumns } from '../../ui/terminal/terminal.js';

export default class PromqlLint extends PromqlCommand {
  static override description = `find what is wrong or doubtful in a query, in rule files or in dashboards, and why

An argument that is an existing file or directory is linted as a Prometheus rule file or a Grafana dashboard; directories are searched for both. Anything else is a PromQL expression; to lint an expression that is also the name of a file, use --expr.

Names, labels, values and types of an expression are looked up in the lab's Prometheus if it is running, or at --url. Files are only looked up at --url, because they usually describe another system. Without a server, only the text is checked. All rules: <%= config.bin %> docs promql-lint. Files, ignore comments and code review: <%= config.bin %> docs lint-files

Exit code 0: nothing worse than an info · 1: errors or warnings · 2: a query is not valid PromQL, or a file can't be read.

With --json it is one document {diagnoses: [{rule, severity, message, why, fix, at}], valid, prometheus}, where at is the part of the query that a diagnosis is about, {from, to}, and prometheus the server that was asked, or null. For files there is also {files: [{file, kind, queries, findings: [{…, line, column, endLine, endColumn, where, query}], problems, skipped, valid}]}.`;

  static override examples = [
    {
      description: 'using what the lab knows about its metrics',
      command:
        "<%= config.bin %> promql lint 'histogram_quantile(0.95, sum(rate(http_request_duration_seconds_bucket[1m])))'",
    },
    {
      description: 'all rule files and dashboards below two directories',
      command: '<%= config.bin %> promql lint rules/ dashboards/',
    },
    {
      description: 'for code review',
      command: '<%= config.bin %> promql lint rules/ --sarif > promql.sarif',
    },
    { description: 'from stdin', command: '<%= config.bin %> promql lint - < query.promql' },
    { description: 'for a script', command: "<%= config.bin %> promql lint 'rate(up[1m])' --json" },
    {
      description: 'on any Prometheus',
      command: "<%= config.bin %> promql lint 'up' --url http://localhost:9090",
    },
  ];

  static override strict = false;

  static override args = {
    expr: Args.string({
      description: 'PromQL expression, quoted; - reads it from stdin. Or files and directories',
      ignoreStdin: true,
    }),
  };

  static override flags = {
    expr: Flags.string({ char: 'e', helpValue: 'EXPR', description: 'lint this expression' }),
    url: Flags.string({ helpValue: 'URL', description: 'ask this Prometheus' }),
    sarif: Flags.boolean({ description: 'print the findings in files as SARIF 2.1.0', exclusive: ['json'] }),
  };

  override async run(): Promise<LintDocument | LintFilesDocument> {
    const { argv, flags } = await this.parse(PromqlLint);
    const { files, expr } = await filesOrExpression(argv as string[], flags.expr);
    if (files) return this.lintFiles(files, flags);
    if (flags.sarif) {
      throw new UsageError('--sarif needs files: an expression has no place in a repository.', {
        hints: ['Lint the files: obs-lab promql lint rules/ --sarif', 'For an expression: --json'],
      });
    }
    return this.lintExpression(await readExpression(expr, 'promql lint'), flags.url);
  }

  private async lintExpression(expr: string, url: string | undefined): Promise<LintDocument> {
    const prometheus = url === undefined ? await labPrometheus() : await connect(url);
    const { lintQuery } = await import('../../query/lint-query.js');
    const report = await this.explained(lintQuery(expr, prometheus, { now: Date.now() / 1000 }), url);
    process.exitCode = lintExitCode(report);
    if (!this.jsonEnabled()) {
      const { lintText } = await import('../../ui/query/promql-text.js');
      const checkedWith = prometheus && (url === undefined ? 'the lab’s Prometheus' : prometheus.url);
      this.log(lintText(expr, report, { width: terminalColumns(), checkedWith }));
    }
    return { ...report, prometheus: prometheus?.url ?? null };
  }

  private async lintFiles(
    paths: readonly string[],
    { url, sarif }: { url: string | undefined; sarif: boolean },
  ): Promise<LintFilesDocument> {
    const prometheus = url === undefined ? undefined : await connect(url);
    const { lintFiles } = await import('../../query/lint-files/lint-files.js');
    const report = await this.explained(lintFiles(paths, { prometheus, now: Date.now() / 1000 }), url);
    process.exitCode = lintFilesExitCode(report);
    if (sarif) {
      const { sarifLog } = await import('../../query/lint-files/sarif.js');
      const log = sarifLog(report.files, { version: this.config.version, root: process.cwd() });
      this.log(JSON.stringify(log, null, 2));
    } else if (!this.jsonEnabled()) {
      const { lintFilesText } = await import('../../ui/query/lint-files-text.js');
      this.log(lintFilesText(report.files, { width: terminalColumns(), checkedWith: prometheus?.url }));
    }
    return report;
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
