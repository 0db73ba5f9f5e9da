import { LabCommand } from '../cli/base-command.js';
import { ExitCode, NotRunningError } from '../errors.js';
import { openHome } from '../stack/home.js';
import type { StackStatus } from '../stack/verify/status.js';

export default class Status extends LabCommand {
  static override description = 'show what runs where since when: URLs, credentials, pids or containers';

  static override examples = [
    { description: 'show it', command: '<%= config.bin %> <%= command.id %>' },
    {
      description: 'take a URL in a script',
      command:
        '<%= config.bin %> <%= command.id %> --json | jq -r \'.services[] | select(.name=="api").url\'',
    },
  ];

  async run(): Promise<StackStatus> {
    await this.parse(Status);
    const [{ readState }, { stackStatus }, { openRuntime }, { renderStatus }] = await Promise.all([
      import('../stack/state.js'),
      import('../stack/verify/status.js'),
      import('../stack/runtimes/index.js'),
      import('../ui/stack/status-text.js'),
    ]);
    const home = openHome();
    const state = await readState(home);
    if (!state) throw new NotRunningError();
    const status = await stackStatus(home, state, await openRuntime(state.runtime));
    if (status.services.some((service) => service.state === 'stopped'))
      process.exitCode = ExitCode.notRunning;
    this.log(renderStatus(status, Date.now()));
    return status;
  }
}
