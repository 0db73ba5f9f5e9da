import { Args, Flags } from '@oclif/core';
import type { ExpiredSilences } from '../../alerts/silence-alerts.js';
import { LabCommand } from '../../cli/base-command.js';
import { UsageError } from '../../errors.js';
import { expiredText } from '../../ui/alerts/silence-text.js';

export default class AlertsExpire extends LabCommand {
  static override description = `end a silence before its time

With --json it is one document {expired: [ids]}.`;

  static override examples = [
    {
      description: 'one, by the id that alerts shows',
      command: '<%= config.bin %> <%= command.id %> 1f0c2a9e',
    },
    { description: 'all of them', command: '<%= config.bin %> <%= command.id %> --all' },
  ];

  static override args = {
    id: Args.string({ description: 'id of the silence, or its first characters', ignoreStdin: true }),
  };

  static override flags = {
    all: Flags.boolean({ default: false, description: 'end every silence' }),
  };

  async run(): Promise<ExpiredSilences> {
    const { args, flags } = await this.parse(AlertsExpire);
    if ((args.id === undefined) !== flags.all) {
      throw new UsageError(
        flags.all ? 'Give an id or --all, not both.' : 'Which silence? Give its id, or --all.',
        { hints: ['List the silences: obs-lab alerts'] },
      );
    }
    const { expireSilence } = await import('../../alerts/silence-alerts.js');
    const result = await expireSilence(await this.runningStack(), args.id ?? 'all');
    this.log(expiredText(result));
    return result;
  }
}
