import { Args, Flags } from '@oclif/core';
import { LabCommand } from '../cli/base-command.js';
import { UsageError } from '../errors.js';
import { openHome } from '../stack/home.js';
import { SERVICE_NAMES, type ServiceName } from '../stack/spec.js';
import type { LogLine } from '../stack/verify/logs.js';
import { interruptSignal } from '../ui/terminal/interrupt.js';
import { painter } from '../ui/text/paint.js';

export default class Logs extends LabCommand {
  static override description = 'show service logs, even after the lab has stopped';

  static override examples = [
    { description: 'the last lines of every service', command: '<%= config.bin %> <%= command.id %>' },
    { description: 'follow the API', command: '<%= config.bin %> <%= command.id %> api --follow' },
    {
      description: 'the last 200 lines of Prometheus',
      command: '<%= config.bin %> <%= command.id %> prometheus --tail 200',
    },
  ];

  static override args = {
    service: Args.string({ description: 'one service only', options: [...SERVICE_NAMES] }),
  };

  static override flags = {
    follow: Flags.boolean({ char: 'f', description: 'keep showing new lines until you press Ctrl-C' }),
    tail: Flags.integer({
      helpValue: '20',
      char: 'n',
      description: 'lines of each service to start with',
      default: 20,
      min: 0,
      max: 100_000,
    }),
  };

  async run(): Promise<{ lines: LogLine[] }> {
    const { args, flags } = await this.parse(Logs);
    if (flags.follow && this.jsonEnabled()) {
      throw new UsageError('--follow and --json cannot be used together: --json prints a single document.');
    }
    const { readLogs } = await import('../stack/verify/logs.js');
    const interrupt = flags.follow ? interruptSignal() : undefined;
    try {
      const lines = await readLogs({
        home: openHome(),
        env: process.env,
        service: args.service as ServiceName | undefined,
        tail: flags.tail,
        onLine: ({ service, line }) =>
          this.log(args.service ? line : `${painter('code')(service.padEnd(10))} ${line}`),
        follow: interrupt?.signal,
      });
      if (lines.length === 0 && !flags.follow) this.notice('Nothing has been logged yet.');
      return { lines };
    } finally {
      interrupt?.release();
    }
  }
}
