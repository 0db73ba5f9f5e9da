import { Args, Flags } from '@oclif/core';
import type { SilencedAlerts } from '../../alerts/silence-alerts.js';
import { LabCommand } from '../../cli/base-command.js';
import { silencedText } from '../../ui/alerts/silence-text.js';
import { terminalColumns } from '../../ui/terminal/terminal.js';

export default class AlertsSilence extends LabCommand {
  static override strict = false;

  static override description = `silence alerts for a while: they keep firing, but nobody is notified

Name alerts, or write matchers like PromQL's: severity=page, route!=/items, alertname=~"Api.*". Several names mean any of these alerts; all matchers must match.

With --json it is one document {id, matchers, startsAt, endsAt, createdBy, comment, firing: [names]}.`;

  static override examples = [
    {
      description: 'one alert, for ten minutes',
      command: '<%= config.bin %> <%= command.id %> ApiLatencyHigh',
    },
    {
      description: 'all tickets of a service during a maintenance',
      command:
        '<%= config.bin %> <%= command.id %> severity=ticket service=database --for 1h --comment "new disk"',
    },
  ];

  static override args = {
    alert: Args.string({
      description: 'alert or matcher; more of them may follow',
      required: true,
      ignoreStdin: true,
    }),
  };

  static override flags = {
    for: Flags.string({ helpValue: '10m', default: '10m', description: 'how long, 30 days at most' }),
    comment: Flags.string({ helpValue: 'TEXT', description: 'the reason, for the next person on call' }),
  };

  async run(): Promise<SilencedAlerts> {
    const { argv, flags } = await this.parse(AlertsSilence);
    const { silenceAlerts } = await import('../../alerts/silence-alerts.js');
    const silenced = await silenceAlerts(await this.runningStack(), {
      matchers: argv.map(String),
      for: flags.for,
      comment: flags.comment,
    });
    this.log(silencedText(silenced, { columns: terminalColumns(), now: Date.now() }));
    return silenced;
  }
}
