import { Flags } from '@oclif/core';
import { LabCommand } from '../cli/base-command.js';
import { ExitCode } from '../errors.js';
import { openHome } from '../stack/home.js';
import type { RuntimeWish } from '../stack/runtimes/index.js';
import type { StackStatus } from '../stack/verify/status.js';
import { runUp } from '../ui/stack/up-screen.js';

export default class Up extends LabCommand {
  static override description = `bring the lab up and wait until every target is healthy and scraped

Starts PostgreSQL, Prometheus, the instrumented API, steady traffic and Grafana. Where local processes cannot have Grafana, the board is in its place: a page with the same dashboards.
A new lab's Prometheus begins with eight hours of a simulated shop's past, for queries that reach back.
On a lab that is up it starts what is missing and verifies the rest.
An up that fails or is interrupted takes back what it started.`;

  static override examples = [
    { description: 'bring the lab up', command: '<%= config.bin %> <%= command.id %>' },
    {
      description: 'move the API to another port',
      command: '<%= config.bin %> <%= command.id %> --port api=3130',
    },
    { description: 'leave Grafana out', command: '<%= config.bin %> <%= command.id %> --without grafana' },
  ];

  static override flags = {
    runtime: Flags.string({
      description: 'where the services run',
      options: ['auto', 'docker', 'local'],
      default: 'auto',
    }),
    port: Flags.string({
      description:
        'put a service (api, prometheus, grafana, postgres, traffic) on a port, exactly there or not at all',
      multiple: true,
      helpValue: 'api=3030',
    }),
    without: Flags.string({
      description: 'leave out a service, or the simulated past that a new lab begins with',
      multiple: true,
      options: ['grafana', 'history'],
    }),
    timeout: Flags.integer({
      description: 'seconds a service may take to become healthy, downloads apart',
      helpValue: '60',
      default: 60,
      min: 1,
      max: 3600,
    }),
  };

  async run(): Promise<StackStatus> {
    const { flags } = await this.parse(Up);
    const { port = [], without = [] } = flags;
    const { parsePorts } = await import('../stack/up/plan.js');
    const home = openHome();
    const plan = {
      ports: parsePorts(port),
      without: without.filter((name) => name === 'grafana'),
      history: !without.includes('history'),
    };
    const { state, started, verified } = await runUp({
      home,
      plan,
      runtime: flags.runtime as RuntimeWish,
      timeoutSeconds: flags.timeout,
      quiet: this.jsonEnabled(),
    });
    const [{ stackStatus }, { openRuntime }, { renderUpSummary }] = await Promise.all([
      import('../stack/verify/status.js'),
      import('../stack/runtimes/index.js'),
      import('../ui/stack/up-summary-text.js'),
    ]);
    const status = await stackStatus(home, state, await openRuntime(state.runtime));
    if (!verified.ok) process.exitCode = ExitCode.failed;
    this.log(renderUpSummary(status, verified, started));
    return status;
  }
}
