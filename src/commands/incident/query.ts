import { Args, Flags } from '@oclif/core';
import { PromqlCommand } from '../../cli/promql-command.js';
import type { QueryDocument } from '../../query/documents.js';
import { terminalColumns } from '../../ui/terminal/terminal.js';

export default class IncidentQuery extends PromqlCommand {
  static override description = `run PromQL during an incident: like query, and counted

The number of queries is part of the debrief, not of the score. Exits 1 if no incident is open.

With --json it is the document of query.`;

  static override examples = [
    {
      description: 'the error rate now',
      command: "<%= config.bin %> <%= command.id %> 'sum(rate(db_errors_total[15s]))'",
    },
    {
      description: 'a chart',
      command: "<%= config.bin %> <%= command.id %> 'sum(rate(http_requests_total[15s]))' --range 10m",
    },
  ];

  static override args = {
    expr: Args.string({ description: 'PromQL expression, quoted', required: true, ignoreStdin: true }),
  };

  static override flags = {
    range: Flags.string({ helpValue: '5m', description: 'evaluate over this range, and draw a chart' }),
  };

  async run(): Promise<QueryDocument> {
    const { args, flags } = await this.parse(IncidentQuery);
    const [{ countQuery }, { planQuery, queryDocument, runQuery }] = await Promise.all([
      import('../../incidents/session/query.js'),
      import('../../query/run-query.js'),
    ]);
    const lab = await this.runningStack();
    await countQuery(lab);
    const plan = planQuery({ expr: args.expr, range: flags.range });
    const outcome = await this.explained(runQuery(lab.prometheus, plan), undefined);
    for (const remark of outcome.remarks) this.notice(remark);
    if (outcome.emptyBecause) {
      this.notice('Nothing matches: the result is empty.');
      for (const reason of outcome.emptyBecause) this.notice(`  ${reason}`);
    } else if (!this.jsonEnabled()) {
      const { renderOutcome } = await import('../../ui/query/text.js');
      this.log(renderOutcome(outcome, { width: terminalColumns(), rows: process.stdout.rows }));
    }
    return queryDocument(outcome.answer);
  }
}
