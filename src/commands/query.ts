import { Args, Flags } from '@oclif/core';
import { readExpression } from '../cli/promql-arguments.js';
import { PromqlCommand } from '../cli/promql-command.js';
import { InterruptedError } from '../errors.js';
import type { QueryDocument } from '../query/documents.js';
import type { ReplQuery } from '../ui/query/repl/repl-answer.js';
import { canAsk, terminalColumns } from '../ui/terminal/terminal.js';

export default class Query extends PromqlCommand {
  static override description = `run PromQL on the lab and show the result

An instant query prints a table, a range query a chart with a legend. Without an expression, on a terminal, you get an interactive prompt with completion, highlighting and history; .help lists its commands.

With --json it is one document {resultType, result, warnings, infos}. The result is, by its resultType:
  vector           [{"labels": {…}, "value": [t, "v"]}, …]
  matrix           [{"labels": {…}, "values": [[t, "v"], …]}, …]
  scalar, string   [t, "v"]
where t is in Unix seconds and v is a string, because it may be NaN, +Inf or -Inf. The metric's name is the label __name__.`;

  static override examples = [
    { description: 'an interactive prompt, with completion', command: '<%= config.bin %> query' },
    { description: 'the value of every series now', command: "<%= config.bin %> query 'up'" },
    {
      description: 'a chart of the last five minutes',
      command: "<%= config.bin %> query 'sum(rate(http_requests_total[1m]))' --range 5m",
    },
    {
      description: 'at another time, for a script',
      command: "<%= config.bin %> query 'up' --time 2026-11-22T13:40:00Z --json",
    },
    { description: 'from a file', command: '<%= config.bin %> query - < query.promql' },
    { description: 'on any Prometheus', command: "<%= config.bin %> query 'up' --url http://localhost:9090" },
  ];

  static override args = {
    expr: Args.string({ description: 'PromQL expression, quoted; - reads it from stdin', ignoreStdin: true }),
  };

  static override flags = {
    range: Flags.string({
      helpValue: '5m',
      description: 'evaluate over this range instead of once, and draw a chart',
    }),
    step: Flags.string({
      helpValue: '15s',
      dependsOn: ['range'],
      description: 'time between two points of the chart; by default about 250 of them, at least 1s apart',
    }),
    time: Flags.string({
      helpValue: 'TIME',
      description: 'evaluate at this time (RFC 3339 or Unix seconds) instead of now; with --range, end there',
    }),
    url: Flags.string({ helpValue: 'URL', description: 'ask this Prometheus instead of the lab’s' }),
  };

  override async run(): Promise<QueryDocument | undefined> {
    const { args, flags } = await this.parse(Query);
    const { url, range, step } = flags;
    const { parseTime, planQuery, queryDocument, runQuery } = await import('../query/run-query.js');
    const time = flags.time === undefined ? undefined : parseTime(flags.time);
    if (args.expr === undefined && !this.jsonEnabled() && canAsk()) {
      planQuery({ expr: '', range, step, time });
      return this.prompt({ url, range, step, time });
    }
    const plan = planQuery({ expr: await readExpression(args.expr, 'query'), range, step, time });
    const outcome = await this.explained(runQuery(await this.prometheusAt(url), plan), url);
    for (const remark of outcome.remarks) this.notice(remark);
    if (outcome.emptyBecause) {
      this.notice('Nothing matches: the result is empty.');
      for (const reason of outcome.emptyBecause) this.notice(`  ${reason}`);
    } else if (!this.jsonEnabled()) {
      const { renderOutcome } = await import('../ui/query/text.js');
      this.log(renderOutcome(outcome, { width: terminalColumns(), rows: process.stdout.rows }));
    }
    return queryDocument(outcome.answer);
  }

  /** An interactive prompt for query after query. */
  private async prompt(asked: Omit<ReplQuery, 'expr'>): Promise<undefined> {
    const prometheus = await this.prometheusAt(asked.url);
    const { playRepl } = await import('../ui/query/repl/play-repl.js');
    const end = await playRepl(prometheus, asked, (line) => this.notice(`! ${line}`));
    if (end === 'interrupted') throw new InterruptedError();
  }
}
