import { Flags } from '@oclif/core';
import { LabCommand } from '../cli/base-command.js';
import type { DownResult } from '../stack/up/down.js';
import { openHome } from '../stack/home.js';

export default class Down extends LabCommand {
  static override description = `stop the lab; data is kept

Stops every service that this lab started, and whatever an interrupted run left behind.`;

  static override examples = [
    { description: 'stop it', command: '<%= config.bin %> <%= command.id %>' },
    {
      description: 'stop it and remove its data, logs and passwords',
      command: '<%= config.bin %> <%= command.id %> --volumes',
    },
  ];

  static override flags = {
    volumes: Flags.boolean({
      description: 'remove the data too: database, metrics, logs, passwords (progress and saved runs stay)',
    }),
  };

  async run(): Promise<DownResult & { home: string }> {
    const { flags } = await this.parse(Down);
    const [{ down }, { allRuntimes }] = await Promise.all([
      import('../stack/up/down.js'),
      import('../stack/runtimes/index.js'),
    ]);
    const home = openHome();
    const result = await down({
      home,
      runtimes: await allRuntimes(process.env),
      removeVolumes: flags.volumes,
      onStopped: (service) => this.notice(`${service.padEnd(10)} stopped`),
    });
    for (const stray of result.strays) this.notice(`ended ${stray}, left by an earlier run that was killed`);
    const nothing = result.stopped.length + result.strays.length === 0;
    const kept = flags.volumes
      ? 'Data removed.'
      : nothing
        ? ''
        : `Data kept. Bring it back: ${result.upAgain}. Remove it: obs-lab down --volumes.`;
    this.log([nothing ? 'The lab was not running.' : 'The lab is down.', kept].filter(Boolean).join(' '));
    return { ...result, home: home.path };
  }
}
