import { Args, Flags } from '@oclif/core';
import chalk from 'chalk';
import { LabCommand } from '../cli/base-command.js';
import { UsageError } from '../errors.js';
import { openHome } from '../stack/home.js';
import { SERVICE_NAMES, type ServiceName } from '../stack/spec.js';

export default class Logs extends LabCommand {
  static override description = 'show what the services write; also of a lab that is down';

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
    follow: Flags.boolean({ char: 'f', description: 'go on with what is written from now on, until Ctrl-C' }),
    tail: Flags.integer({
      helpValue: '20',
      char: 'n',
      description: 'lines of each service to begin with',
      default: 20,
      min: 0,
      max: 100_000,
    }),
  };

  async run(): Promise<{ lines: { service: ServiceName; line: string }[] }> {
    const { args, flags } = await this.parse(Logs);
    if (flags.follow && this.jsonEnabled())
      throw new UsageError('--follow and --json do not go together: --json is one document.');
    const [{ openRuntime }, { readState }] = await Promise.all([
      import('../stack/runtimes/index.js'),
      import('../stack/state.js'),
    ]);
    const home = openHome();
    const runtime = await openRuntime((await readState(home))?.runtime ?? 'local');
    const services = args.service ? [args.service as ServiceName] : [...SERVICE_NAMES];
    const show = (service: ServiceName, line: string): void =>
      this.log(args.service ? line : `${chalk.cyan(service.padEnd(10))} ${line}`);
    const lines: { service: ServiceName; line: string }[] = [];
    for (const service of services) {
      for (const line of await runtime.lastLines(home, service, flags.tail)) {
        lines.push({ service, line });
        show(service, line);
      }
    }
    if (flags.follow) {
      const { interruptSignal } = await import('../ui/terminal/interrupt.js');
      const { signal, release } = interruptSignal();
      const failed = new AbortController();
      const until = AbortSignal.any([signal, failed.signal]);
      try {
        await Promise.all(
          services.map((service) => runtime.follow(home, service, (line) => show(service, line), until)),
        );
      } finally {
        failed.abort(); // one that cannot be followed ends them all
        release();
      }
    } else if (lines.length === 0) {
      this.notice('Nothing has been written yet.');
    }
    return { lines };
  }
}
