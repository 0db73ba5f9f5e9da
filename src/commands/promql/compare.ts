import { Args, Flags } from '@oclif/core';
import { answerExitCode } from '../../cli/exit-codes.js';
import { readExpression } from '../../cli/promql-arguments.js';
import { PromqlCommand } from '../../cli/promql-command.js';
import type { CompareDocument } from '../../query/documents.js';
import { terminalColumns } from '../../ui/terminal/terminal.js';

const EXAMPLE = "promql compare 'sum(up)' 'count(up)'";

export default class PromqlCompare extends PromqlCommand {
  static override description = `tell whether two queries mean the same, and if not, why

Both are evaluated at the same five instants of the last half minute, or before --at. They mean the same if they return the same series with the same values. A missing metric name makes no difference; a constant never passes.

Exit code 0: they mean the same · 1: they don't, or the answer is refused · 2: the reference is refused · 3: the reference returns nothing to compare with.

With --json it is one document {verdict, diagnoses, instants, reference: {query, resultType, result}, answer: {…}}, with the verdicts pass, wrong, empty, error and not-ready, and results as [{labels, values: [[t, "v"], …]}, …].`;

  static override examples = [
    {
      description: 'increase is rate times the seconds of its window',
      command:
        "<%= config.bin %> promql compare 'rate(http_requests_total[1m])' 'increase(http_requests_total[1m]) / 60'",
    },
    {
      description: 'at another time, on any Prometheus, for a script',
      command:
        "<%= config.bin %> promql compare 'sum(up)' 'count(up)' --at 2026-11-22T13:40:00Z --url http://localhost:9090 --json",
    },
  ];

  static override args = {
    reference: Args.string({ description: 'PromQL that is right', required: true, ignoreStdin: true }),
    answer: Args.string({ description: 'PromQL to judge; - reads it from stdin', ignoreStdin: true }),
  };

  static override flags = {
    at: Flags.string({
      helpValue: 'TIME',
      description:
        'the newest instant (RFC 3339 or Unix seconds); by default just before now, when all data is in',
    }),
    url: Flags.string({ helpValue: 'URL', description: 'ask this Prometheus instead of the lab’s' }),
  };

  override async run(): Promise<CompareDocument> {
    const { args, flags } = await this.parse(PromqlCompare);
    const reference = await readExpression(args.reference, 'promql compare', EXAMPLE);
    const answer = await readExpression(args.answer, 'promql compare', EXAMPLE);
    const { compareDocument, compareQueries, openWorlds, parseTime } =
      await import('../../query/compare-queries.js');
    const at = flags.at === undefined ? {} : { at: parseTime(flags.at) };
    const texts = { reference, answer };
    const prometheus = await this.prometheusAt(flags.url);
    // The lab's worlds know the lab's metrics only.
    const lab = flags.url === undefined ? (await this.runningStack()).worlds : undefined;
    const worlds = lab && openWorlds(lab);
    const report = await this.explained(
      compareQueries(texts, prometheus, { ...at, worlds, now: Date.now() / 1000 }),
      flags.url,
    );
    process.exitCode = answerExitCode(report);
    if (!this.jsonEnabled()) {
      const { compareText } = await import('../../ui/query/promql-text.js');
      this.log(compareText(answer, report, terminalColumns()));
    }
    return compareDocument(texts, report);
  }
}
