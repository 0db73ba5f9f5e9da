import { Flags } from '@oclif/core';
import { LabCommand } from '../cli/base-command.js';
import { openHome } from '../stack/home.js';
import type { DownResult } from '../stack/up/down.js';
import { renderDown } from '../ui/stack/down-text.js';
import { widthOf } from '../ui/terminal/terminal.js';

export default class Down extends LabCommand {
  static override description = `stop the lab; data is kept

Stops every service that this lab started, and whatever an interrupted run left behind.`;

  static override examples = [
    { description: 'stop the lab', command: '<%= config.bin %> <%= command.id %>' },
    {
      description: 'stop it and remove its data, logs and passwords',
      command: '<%= config.bin %> <%= command.id %> --volumes',
    },
  ];

  static override flags = {
    volumes: Flags.boolean({
      description:
        'remove the data too: database, metrics, logs, passwords (progress and saved runs are kept)',
    }),
  };

  async run(): Promise<DownResult & { home: string }> {
    const { flags } = await this.parse(Down);
    const { down } = await import('../stack/up/down.js');
    const home = openHome();
    const result = await down({
      home,
      env: process.env,
      removeVolumes: flags.volumes,
      onStopped: (service) => this.notice(`${service.padEnd(12)} stopped`),
    });
    for (const stray of result.strays) this.notice(`stopped ${stray}, left over from a run that was killed`);
    for (const notice of result.notices) this.notice(`! ${notice}`);
    this.log(renderDown(result, widthOf(process.stdout)));
    return { ...result, home: home.path };
  }
}
