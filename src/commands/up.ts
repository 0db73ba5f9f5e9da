import { Flags } from '@oclif/core';
import { LabCommand } from '../cli/base-command.js';
import { ExitCode } from '../errors.js';
import type { RuntimeWish } from '../stack/runtimes/index.js';
import { parsePorts } from '../stack/up/plan.js';
import type { StackStatus } from '../stack/verify/status.js';
import { runUp } from '../ui/stack/up-screen.js';
import { widthOf } from '../ui/terminal/terminal.js';

export default class Up extends LabCommand {
  static override description = `start the lab and wait until every target is healthy and scraped

Starts PostgreSQL, Prometheus, Alertmanager, the instrumented API, steady traffic and Grafana. If Grafana is not available for local processes, the board replaces it: a page with the same dashboards. If Alertmanager is not available, alerts fire, but nobody is paged.
A new lab starts with eight hours of a shop’s simulated history, for queries about the past.
If the lab is already running, up starts what is missing and checks the rest.
If up fails or is interrupted, it stops everything it started.`;

  static override examples = [
    { description: 'start the lab', command: '<%= config.bin %> <%= command.id %>' },
    {
      description: 'move the API to another port',
      command: '<%= config.bin %> <%= command.id %> --port api=3130',
    },
    {
      description: 'use free ports instead of those that are taken',
      command: '<%= config.bin %> <%= command.id %> --port auto',
    },
    { description: 'leave Grafana out', command: '<%= config.bin %> <%= command.id %> --without grafana' },
  ];

  static override flags = {
    runtime: Flags.string({
      description: 'where the services run: in containers, or as local processes',
      options: ['auto', 'docker', 'local'],
      default: 'auto',
    }),
    port: Flags.string({
      description:
        'port for a service (api, prometheus, alertmanager, grafana, postgres, traffic), now and from now on; auto alone picks free ports for those that are taken; NAME=default goes back to the usual one',
      multiple: true,
      helpValue: 'api=3030',
    }),
    without: Flags.string({
      description: 'leave out Grafana, Alertmanager, or the simulated history that a new lab starts with',
      multiple: true,
      options: ['grafana', 'alertmanager', 'history'],
    }),
    timeout: Flags.integer({
      description: 'seconds each service may take to become healthy, downloads not counted',
      helpValue: '60',
      default: 60,
      min: 1,
      max: 3600,
    }),
  };

  async run(): Promise<StackStatus> {
    const { flags } = await this.parse(Up);
    const { port = [], without = [] } = flags;
    const { status, started, verified } = await runUp({
      plan: {
        ports: parsePorts(port),
        without: without.filter((name) => name === 'grafana' || name === 'alertmanager'),
        history: !without.includes('history'),
      },
      runtime: flags.runtime as RuntimeWish,
      timeoutMs: flags.timeout * 1000,
      quiet: this.jsonEnabled(),
    });
    const { renderUpSummary } = await import('../ui/stack/up-summary-text.js');
    if (!verified.ok) process.exitCode = ExitCode.failed;
    this.log(renderUpSummary(status, verified, started, widthOf(process.stdout)));
    return status;
  }
}
