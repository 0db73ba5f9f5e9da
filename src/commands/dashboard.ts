import { Args, Flags } from '@oclif/core';
import { LabCommand } from '../cli/base-command.js';
import type { DashboardDocument, DashboardListDocument } from '../dashboards/documents.js';
import { ExitCode } from '../errors.js';
import { isInteractive, terminalColumns } from '../ui/terminal/terminal.js';

export default class Dashboard extends LabCommand {
  static override description = `show a Grafana dashboard in the terminal, live

NAME is one of the lab's dashboards (service, business, saturation, load) by its short name, uid or title, or the path of any Grafana dashboard file. Without NAME a terminal shows service, a script gets the list.

Arrows, PgUp and PgDn scroll, q quits. Without a terminal one frame is printed.

With --json it is one document:
  {"dashboard": {"uid", "title"},
   "panels": [{"id", "title", "type", "targets": [{"refId", "expr", "resultType", "result"}, …]}, …]}
A result is as in query --json; a target that Prometheus refuses has an "error" instead.`;

  static override examples = [
    {
      description: 'rate, errors and duration, live',
      command: '<%= config.bin %> <%= command.id %> service',
    },
    {
      description: 'the last hour',
      command: '<%= config.bin %> <%= command.id %> saturation --range 1h',
    },
    {
      description: 'one route only',
      command: '<%= config.bin %> <%= command.id %> service --var route=/items/:id',
    },
    {
      description: 'a dashboard of your own',
      command: '<%= config.bin %> <%= command.id %> ./my-dashboard.json',
    },
    {
      description: 'every panel’s data, for a script',
      command: '<%= config.bin %> <%= command.id %> business --range 5m --json',
    },
  ];

  static override args = {
    name: Args.string({ description: 'dashboard, or path of a dashboard file', ignoreStdin: true }),
  };

  static override flags = {
    range: Flags.string({
      helpValue: '5m',
      description: 'show this long up to now; by default what the dashboard says',
    }),
    var: Flags.string({
      helpValue: 'NAME=VALUE',
      multiple: true,
      description: 'value of a variable; repeat it for several',
    }),
  };

  async run(): Promise<DashboardDocument | DashboardListDocument> {
    const { args, flags } = await this.parse(Dashboard);
    const live = !this.jsonEnabled() && isInteractive();
    const { findDashboard, labDashboards } = await import('../dashboards/catalog.js');
    if (args.name === undefined && !live) {
      const { listDocument, renderDashboardList } = await import('../dashboards/documents.js');
      const document = listDocument(await labDashboards());
      this.log(renderDashboardList(document));
      return document;
    }
    const dashboard = await findDashboard(args.name ?? 'service');
    const { dashboardTime, chosenVariables, refuseAbsentValues } = await import('../dashboards/options.js');
    const { time, rangeText } = dashboardTime(dashboard, flags.range);
    const chosen = chosenVariables(dashboard, flags.var ?? []);
    const { prometheus } = await this.runningStack();
    const source = { dashboard, prometheus, time, chosen };
    if (flags.var) {
      const { resolveChosen } = await import('../ui/dashboard/feed.js');
      refuseAbsentValues(await resolveChosen(source), chosen);
    }

    const { default: chalk } = await import('chalk');
    const color = chalk.level > 0;
    if (live) {
      const { runDashboardScreen } = await import('../ui/dashboard/screen.js');
      if (await runDashboardScreen(source, { rangeText, color })) process.exitCode = ExitCode.interrupted;
      return { dashboard: { uid: dashboard.uid ?? null, title: dashboard.title }, panels: [] };
    }
    const { readDashboard } = await import('../ui/dashboard/static.js');
    const { text, document } = await readDashboard(source, { rangeText, columns: terminalColumns(), color });
    this.log(text);
    return document;
  }
}
