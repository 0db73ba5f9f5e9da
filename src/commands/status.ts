import { LabCommand } from '../cli/base-command.js';
import { ExitCode } from '../errors.js';
import { openHome } from '../stack/home.js';
import type { StackStatus } from '../stack/verify/status.js';
import { renderStatus } from '../ui/stack/status-text.js';

export default class Status extends LabCommand {
  static override description =
    'show what is running, where, and since when: URLs, credentials, pids or containers';

  static override examples = [
    { description: 'show the status', command: '<%= config.bin %> <%= command.id %>' },
    {
      description: 'get a URL in a script',
      command:
        '<%= config.bin %> <%= command.id %> --json | jq -r \'.services[] | select(.name=="api").url\'',
    },
  ];

  async run(): Promise<StackStatus> {
    await this.parse(Status);
    const { labStatus } = await import('../stack/verify/status.js');
    const status = await labStatus(openHome(), process.env);
    if (status.services.some((service) => service.state === 'stopped')) {
      process.exitCode = ExitCode.notRunning;
    }
    this.log(renderStatus(status, Date.now()));
    return status;
  }
}
