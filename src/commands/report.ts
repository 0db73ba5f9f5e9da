import { Args, Flags } from '@oclif/core';
import { LabCommand } from '../cli/base-command.js';
import type { PassedOver } from '../load/saved/saved-runs.js';
import type { RunListDocument } from '../report/list.js';
import type { ReportDocument } from '../report/make-report.js';
import { openHome } from '../stack/home.js';

export default class Report extends LabCommand {
  static override description = `compare saved load runs in one web page or in Markdown

RUN is a run's name or the start of it, a tier (its last completed run), latest, or the path of a run's file. The default is the last completed run of each tier, ordered by users.

The page is a single file that works offline: conclusions in words, charts, thresholds, and proof that client and server counted the same requests.

With --json it is one document:
  {"output", "format", "title", "runs": ["…"], "conclusions": [{"tone", "claim", "because"}], "passedOver": []}
With --list: {"runs": [{"run", "tier", "users", "startedAt", "verdict", …}], "passedOver": []}`;

  static override examples = [
    {
      description: 'the last run of each tier, side by side',
      command: '<%= config.bin %> <%= command.id %>',
    },
    {
      description: 'two runs of one tier, before and after a change',
      command: '<%= config.bin %> <%= command.id %> 20261122T165058Z 20261122T171204Z',
    },
    {
      description: 'for a pull request',
      command: '<%= config.bin %> <%= command.id %> --format md --output -',
    },
    { description: 'list the saved runs', command: '<%= config.bin %> <%= command.id %> --list' },
  ];

  static override strict = false;

  static override args = {
    run: Args.string({ description: 'run to report; several are compared', ignoreStdin: true }),
  };

  static override flags = {
    list: Flags.boolean({ description: 'list the saved runs', exclusive: ['output', 'format', 'force'] }),
    output: Flags.string({
      helpValue: 'FILE',
      description: 'file to write, - for stdout; the default is obs-lab-report.html in this directory',
    }),
    format: Flags.option({
      options: ['html', 'md'] as const,
      helpValue: 'html|md',
      description: 'web page or Markdown; by default the file name decides',
    })(),
    force: Flags.boolean({ description: 'replace a file even if it isn’t a report' }),
  };

  async run(): Promise<ReportDocument | RunListDocument> {
    const { argv, flags } = await this.parse(Report);
    const { listRuns, makeReport } = await import('../report/make-report.js');
    const { runsDir } = openHome();
    const warn = ({ file, reason }: PassedOver): void => this.notice(`! Skipped ${file}: ${reason}`);
    if (flags.list) {
      const { document, text } = await listRuns(runsDir, warn);
      this.log(text);
      return document;
    }
    const { document, content } = await makeReport(argv as string[], runsDir, flags, warn);
    if (content !== undefined) this.log(content.trimEnd());
    else this.notice(`${document.title}\n\nwritten to ${document.output}`);
    return document;
  }
}
