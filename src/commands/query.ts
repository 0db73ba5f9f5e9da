import { Args, Flags } from '@oclif/core';
import { LabCommand } from '../cli/base-command.js';
import { InterruptedError } from '../errors.js';
import { connect, readExpression } from '../cli/promql-arguments.js';
import type { QueryDocument } from '../query/document.js';
import { isInteractive, terminalColumns } from '../ui/terminal/terminal.js';

export default class Query extends LabCommand {
  static override description = `run PromQL on the lab and show the result

An instant query gives a table, a query over a range a chart with a legend. Without an expression, on a terminal, one types query after query, with completion, colours and a history; .help tells what else.

With --json it is one document {resultType, result, warnings, infos}. The result is, by its resultType:
  vector           [{"labels": {…}, "value": [t, "v"]}, …]
  matrix           [{"labels": {…}, "values": [[t, "v"], …]}, …]
  scalar, string   [t, "v"]
where t is in Unix seconds and v is a string, for it may be NaN, +Inf or -Inf. The metric's name is the label __name__.`;

  static override examples = [
    { description: 'query after query, with completion', command: '<%= config.bin %> query' },
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
      description: 'evaluate over this long instead of once, and chart it',
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
    if (args.expr === undefined && !this.jsonEnabled() && isInteractive()) return this.converse(flags);
    const expr = await readExpression(args.expr, 'query');
    const { parseTime, queryWindow } = await import('../query/window.js');
    const time = flags.time === undefined ? undefined : parseTime(flags.time);
    const { range, step } = flags;
    const window =
      range === undefined ? undefined : queryWindow({ range, step, end: time ?? Date.now() / 1000 });

    const prometheus =
      flags.url === undefined ? (await this.runningStack()).prometheus : await connect(flags.url);
    const at = time === undefined ? {} : { time };
    const answer = await (window ? prometheus.queryRange(expr, window) : prometheus.query(expr, at)).catch(
      async (error: unknown) => {
        const { describeQueryError } = await import('../ui/query/error.js');
        const caretWidth = this.jsonEnabled() ? undefined : terminalColumns() - MESSAGE_INDENT;
        throw describeQueryError(error, { caretWidth, url: flags.url });
      },
    );

    for (const warning of answer.warnings) this.notice(`Prometheus warns: ${warning}`);
    for (const info of answer.infos) this.notice(`Prometheus notes: ${info}`);
    const { toDocument } = await import('../query/document.js');
    const document = toDocument(answer);
    if (this.jsonEnabled()) return document;

    if ('series' in answer && answer.series.length === 0) {
      const { explainEmpty } = await import('../query/explain-empty.js');
      this.notice('Nothing matches: the result is empty.');
      for (const reason of await explainEmpty(prometheus, expr, time)) this.notice(`  ${reason}`);
      return document;
    }
    const [{ renderInstant, renderRange }, { default: chalk }] = await Promise.all([
      import('../ui/query/text.js'),
      import('chalk'),
    ]);
    const options = { width: terminalColumns(), color: chalk.level > 0 };
    this.log(
      window
        ? renderRange(answer, window, { ...options, rows: process.stdout.rows })
        : renderInstant(expr, answer, options),
    );
    return document;
  }

  /** Query after query, typed. */
  private async converse({ url, time, range, step }: Asked): Promise<undefined> {
    const [{ parseTime, queryWindow }, { openHome }, { openProgress }, { playRepl }] = await Promise.all([
      import('../query/window.js'),
      import('../stack/home.js'),
      import('../missions/progress/progress-file.js'),
      import('../ui/query/play-repl.js'),
    ]);
    const at = time === undefined ? undefined : parseTime(time);
    if (range !== undefined) queryWindow({ range, step, end: 0 });
    const prometheus = url === undefined ? (await this.runningStack()).prometheus : await connect(url);
    const store = openProgress(openHome().progressFile, (line) => this.notice(`! ${line}`));
    const end = await playRepl(prometheus, store, { range, step, time: at, url });
    if (end === 'interrupted') throw new InterruptedError();
  }
}

type Asked = Partial<Record<'url' | 'time' | 'range' | 'step', string | undefined>>;

/** An error's message is shown this far from the left. */
const MESSAGE_INDENT = 2;
