import { Flags } from '@oclif/core';
import { LabCommand } from '../../cli/base-command.js';
import type { IncidentStatus } from '../../incidents/session/status.js';
import { incidentStatusText } from '../../ui/incident/status-text.js';
import { terminalColumns } from '../../ui/terminal/terminal.js';

export default class IncidentStatusCommand extends LabCommand {
  static override description = `show the open incident: its page, your report so far, and what you can choose from

Exits 1 if no incident is open.

With --json it is one document {id, seed, difficulty, startedAt, state, page, elapsedSeconds, fields: [{field, form, options: [{id, text}], answer}], actions, recovered, queries}, where state is waiting, paged or recovered.`;

  static override examples = [
    { description: 'the page and the report', command: '<%= config.bin %> <%= command.id %>' },
    { description: 'wait for the page', command: '<%= config.bin %> <%= command.id %> --wait' },
    {
      description: 'the kinds of cause to choose from',
      command:
        '<%= config.bin %> <%= command.id %> --json | jq -r \'.fields[] | select(.field=="cause").options[].id\'',
    },
  ];

  static override flags = {
    wait: Flags.boolean({ description: 'wait until the page has arrived' }),
  };

  async run(): Promise<IncidentStatus> {
    const { flags } = await this.parse(IncidentStatusCommand);
    const lab = await this.runningStack();
    const { advance, statusOf, waitForPage } = await import('../../incidents/open.js');
    const status = statusOf(await (flags.wait ? waitForPage(lab) : advance(lab)));
    this.log(incidentStatusText(status, terminalColumns()));
    return status;
  }
}
