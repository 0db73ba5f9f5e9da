import { Flags } from '@oclif/core';
import { LabCommand } from '../../cli/base-command.js';
import { checkExitCode } from '../../cli/exit-codes.js';
import type { IncidentReport } from '../../incidents/debrief/report.js';
import { debriefText } from '../../ui/incident/debrief-text.js';
import { terminalColumns } from '../../ui/terminal/terminal.js';

export default class IncidentFinish extends LabCommand {
  static override description = `close the open incident: grade your report, and show what it was

The debrief has a timeline, the queries that show the incident best, and what each decoy would have predicted. Whatever is still in effect ends. Weights and tolerances: obs-lab docs incidents

Exits 0 with 70 points or more, otherwise 1; 1 too if no incident is open.

With --json it is one document {version, id, seed, difficulty, startedAt, endedAt, score, passed, faults, release, page, fields: [{field, weight, points, verdict, given, expected, reason}], times: {detect, locate, mitigate}, queries, timeline, evidence, decoys, charts}.`;

  static override examples = [
    { description: 'your grade, and what it was', command: '<%= config.bin %> <%= command.id %>' },
    {
      description: 'and a post-mortem to complete',
      command: '<%= config.bin %> <%= command.id %> --output postmortem.md',
    },
  ];

  static override flags = {
    output: Flags.string({
      helpValue: 'FILE',
      description: 'also write a post-mortem in Markdown, with charts as text',
    }),
  };

  async run(): Promise<IncidentReport> {
    const { flags } = await this.parse(IncidentFinish);
    const lab = await this.runningStack();
    const { finishIncident } = await import('../../incidents/session/finish.js');
    const { report } = await finishIncident(lab);
    if (flags.output !== undefined) await this.writePostmortem(flags.output, report);
    process.exitCode = checkExitCode({ ok: report.passed });
    this.log(debriefText(report, terminalColumns()));
    return report;
  }

  private async writePostmortem(path: string, report: IncidentReport): Promise<void> {
    const [{ postmortem }, { writeFileAtomic }] = await Promise.all([
      import('../../ui/incident/postmortem.js'),
      import('../../util/files.js'),
    ]);
    await writeFileAtomic(path, postmortem(report));
    this.notice(`Post-mortem: ${path}`);
  }
}
