import { Args, Flags } from '@oclif/core';
import { LabCommand } from '../cli/base-command.js';
import { UsageError } from '../errors.js';
import { openHome } from '../stack/home.js';
import { SERVICE_NAMES, type ServiceName } from '../stack/spec.js';
import { LEVELS, type LogLine } from '../stack/verify/log-line.js';
import { logOutput } from '../ui/stack/log-text.js';
import { interruptSignal } from '../ui/terminal/interrupt.js';

export default class Logs extends LabCommand {
  static override description = `show service logs, even after the lab has stopped

The services' lines are in order of time. On a terminal, each is one line with time (UTC), level, service and message, cut to the width; in a pipe, each is whole and as the service wrote it.

The API logs each request as a line of JSON: route, status, duration, wait for a connection, kind of error, client and request id. Under load it logs a sample; log_lines_dropped_total counts the rest.

To see what was logged during a peak on a chart, give the chart's time span to --from and --to: RFC 3339, Unix seconds, or relative to now, such as -5m.`;

  static override examples = [
    { description: 'the last lines of every service', command: '<%= config.bin %> <%= command.id %>' },
    { description: 'follow the API', command: '<%= config.bin %> <%= command.id %> api --follow' },
    {
      description: 'the last 200 lines of Prometheus',
      command: '<%= config.bin %> <%= command.id %> prometheus --tail 200',
    },
    {
      description: 'every warning and error',
      command: '<%= config.bin %> <%= command.id %> --level warn --tail 100',
    },
    {
      description: 'the requests that failed in the last five minutes',
      command: '<%= config.bin %> <%= command.id %> api --status 5xx --since 5m',
    },
    {
      description: 'the requests in a chart’s time span',
      command:
        '<%= config.bin %> <%= command.id %> api --from 2026-11-22T13:40:00Z --to 2026-11-22T13:42:30Z',
    },
  ];

  static override args = {
    service: Args.string({ description: 'one service only', options: [...SERVICE_NAMES], ignoreStdin: true }),
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
    since: Flags.string({ helpValue: '5m', description: 'only lines that are not older than this' }),
    from: Flags.string({
      helpValue: '-5m',
      description: 'only lines from this time on: RFC 3339, Unix seconds, or before now',
    }),
    to: Flags.string({ helpValue: '-2m', description: 'only lines up to this time, written like --from' }),
    level: Flags.string({
      helpValue: 'warn',
      description: 'only lines of this level or above',
      options: [...LEVELS],
    }),
    grep: Flags.string({
      helpValue: 'REGEXP',
      description: 'only lines that match a regular expression, in either case',
    }),
    route: Flags.string({ helpValue: '/items', description: 'only requests to this route of the API' }),
    status: Flags.string({
      helpValue: '503|5xx',
      description: 'only requests that the API answered with this status, or class of statuses',
    }),
  };

  async run(): Promise<{ lines: LogLine[] }> {
    const { args, flags } = await this.parse(Logs);
    if (flags.follow && this.jsonEnabled()) {
      throw new UsageError('--follow and --json cannot be used together: --json prints a single document.');
    }
    if (flags.follow && flags.to !== undefined) {
      throw new UsageError('--follow and --to cannot be used together: new lines come after that time.');
    }
    const { readLogs } = await import('../stack/verify/logs.js');
    const interrupt = flags.follow ? interruptSignal() : undefined;
    try {
      const lines = await readLogs({
        home: openHome(),
        env: process.env,
        service: args.service as ServiceName | undefined,
        tail: flags.tail,
        since: flags.since,
        from: flags.from,
        to: flags.to,
        level: flags.level,
        grep: flags.grep,
        route: flags.route,
        status: flags.status,
        onLine: (entry) => this.log(logOutput(entry, { several: args.service === undefined })),
        follow: interrupt?.signal,
      });
      if (lines.length === 0 && !flags.follow) {
        const filtered =
          flags.since ?? flags.from ?? flags.to ?? flags.route ?? flags.status ?? flags.level ?? flags.grep;
        this.notice(filtered === undefined ? 'Nothing has been logged yet.' : 'No line of the log matches.');
      }
      return { lines };
    } finally {
      interrupt?.release();
    }
  }
}
