import { Args } from '@oclif/core';
import { LabCommand } from '../../cli/base-command.js';
import { checkExitCode } from '../../cli/exit-codes.js';
import type { Mitigated } from '../../incidents/session/mitigate.js';
import { mitigatedText, sampleText } from '../../ui/incident/mitigate-text.js';
import { interruptible } from '../../ui/terminal/interrupt.js';

export default class IncidentMitigate extends LabCommand {
  static override description = `let the lab carry out an action, and watch whether the service recovers

The actions: roll-back, kill-session, restore-index, scale-pool, disable-feature, restart, rebind, block-client, limit-retries, resume-traffic, fix-rule, do-nothing. It watches until the service has been healthy for 30 seconds with complete traffic, or it is clear that it won’t be. Stopping the traffic cures nothing. Needless actions cost points.

Exits 0 if the service has recovered, 1 if it hasn’t or no incident is open.

With --json it is one document {action, held, since, problem}.`;

  static override examples = [
    { description: 'deploy the previous release', command: '<%= config.bin %> <%= command.id %> roll-back' },
    { description: 'nothing is wrong', command: '<%= config.bin %> <%= command.id %> do-nothing' },
  ];

  static override args = {
    action: Args.string({ description: 'name of the action', required: true, ignoreStdin: true }),
  };

  async run(): Promise<Mitigated> {
    const { args } = await this.parse(IncidentMitigate);
    const [{ requireAction }, { mitigate }] = await Promise.all([
      import('../../incidents/report-fields.js'),
      import('../../incidents/session/mitigate.js'),
    ]);
    const action = requireAction(args.action);
    const lab = await this.runningStack();
    let shown = -Infinity;
    const result = await interruptible(
      (signal) =>
        mitigate(lab, action, {
          signal,
          onSample: (sample, seconds) => {
            if (seconds - shown < 5) return;
            shown = seconds;
            this.notice(sampleText(sample, seconds));
          },
        }),
      { reason: 'The action was carried out, but not watched to the end.' },
    );
    process.exitCode = checkExitCode({ ok: result.held });
    this.log(mitigatedText(result));
    return result;
  }
}
