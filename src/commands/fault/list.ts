import { LabCommand } from '../../cli/base-command.js';
import type { FaultList } from '../../faults/list.js';
import { openHome } from '../../stack/home.js';
import { faultListText } from '../../ui/stack/fault-text.js';
import { terminalColumns } from '../../ui/terminal/terminal.js';

export default class FaultListCommand extends LabCommand {
  static override description = `list the faults that can be injected, and those that are in effect

Works without a running lab. Details of each fault: <%= config.bin %> docs faults

With --json it is one document {faults: [{id, title, what, hits, symptom, available, active}]}, where active is null or {intensity, state, startedAt, endsAt, remainingSeconds}.`;

  static override examples = [
    { description: 'all faults', command: '<%= config.bin %> <%= command.id %>' },
    {
      description: 'the names of those in effect, for a script',
      command: "<%= config.bin %> <%= command.id %> --json | jq -r '.faults[] | select(.active).id'",
    },
  ];

  async run(): Promise<FaultList> {
    await this.parse(FaultListCommand);
    const { listFaults } = await import('../../faults/list.js');
    const list = await listFaults(openHome());
    this.log(faultListText(list, terminalColumns()));
    return list;
  }
}
