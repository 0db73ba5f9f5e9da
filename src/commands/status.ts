import { LabCommand } from '../cli/base-command.js';
import { ExitCode } from '../errors.js';
import type { ActiveFault } from '../faults/active.js';
import { openHome } from '../stack/home.js';
import type { StackStatus } from '../stack/verify/status.js';
import { renderStatus } from '../ui/stack/status-text.js';
import { widthOf } from '../ui/terminal/terminal.js';

export default class Status extends LabCommand {
  static override description =
    'show what is running, where, and since when: URLs, credentials, pids or containers; and which faults are injected';

  static override examples = [
    { description: 'show the status', command: '<%= config.bin %> <%= command.id %>' },
    {
      description: 'get a URL in a script',
      command:
        '<%= config.bin %> <%= command.id %> --json | jq -r \'.services[] | select(.name=="api").url\'',
    },
  ];

  async run(): Promise<StackStatus & { faults: ActiveFault[] }> {
    await this.parse(Status);
    const [{ labStatus }, { withFaults }] = await Promise.all([
      import('../stack/verify/status.js'),
      import('../faults/active.js'),
    ]);
    const home = openHome();
    const status = await withFaults(home, () => labStatus(home, process.env));
    if (status.services.some((service) => service.state === 'stopped')) {
      process.exitCode = ExitCode.notRunning;
    }
    this.log(renderStatus(status, Date.now(), widthOf(process.stdout)));
    return status;
  }
}
