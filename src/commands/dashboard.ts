import { Args, Flags } from '@oclif/core';
import { LabCommand } from '../cli/base-command.js';
import type { DashboardDocument, DashboardListDocument } from '../dashboards/documents.js';
import { ExitCode } from '../errors.js';
import { isInteractive } from '../ui/terminal/terminal.js';

export default class Dashboard extends LabCommand {
  static override description = `show a Grafana dashboard in the terminal, live

NAME is one of the lab's dashboards (service, business, saturation, load) by its short name, uid or title, or the path of any Grafana dashboard file. Without NAME, a terminal shows service and a script gets the list.

Charts mark the time in which an alert fired: a thick line below them, with the alert's name.

← and → open the next dashboard, + and - change the time range, ↑, ↓, PgUp and PgDn scroll, q quits. Without a terminal, one frame is printed.

With --watch, a file is shown again each time you save it; without a terminal, a frame is printed for each save.

With --json it is one document:
  {"dashboard": {"uid", "title"},
   "panels": [{"id", "title", "type", "targets": [{"refId", "expr", "resultType", "result"}, …]}, …],
   "annotations": [{"title", "start", "end"}, …]}
Each result looks as in query --json; a target that Prometheus refuses has an "error" instead.`;

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
      description: 'your own dashboard',
      command: '<%= config.bin %> <%= command.id %> ./my-dashboard.json',
    },
    {
      description: 'while you edit it',
      command: '<%= config.bin %> <%= command.id %> ./my-dashboard.json --watch',
    },
    {
      description: 'every panel’s data, for a script',
      command: '<%= config.bin %> <%= command.id %> business --range 5m --json',
    },
  ];

  static override args = {
    name: Args.string({ description: 'dashboard, or the path of a dashboard file', ignoreStdin: true }),
  };

  static override flags = {
    watch: Flags.boolean({ description: 'show a dashboard file again after each save', exclusive: ['json'] }),
    range: Flags.string({
      helpValue: '5m',
      description: 'how far back to look; the dashboard sets the default',
    }),
    var: Flags.string({
      helpValue: 'NAME=VALUE',
      multiple: true,
      description: 'value of a variable; repeat for several values',
    }),
  };

  async run(): Promise<DashboardDocument | DashboardListDocument> {
    const { args, flags } = await this.parse(Dashboard);
    const live = !this.jsonEnabled() && isInteractive();
    const { listDashboards, openDashboard } = await import('../dashboards/open-dashboard.js');
    if (args.name === undefined && !live) {
      const { document, text } = await listDashboards();
      this.log(text);
      return document;
    }
    const request = { name: args.name, range: flags.range, variables: flags.var ?? [] };
    const open = () => openDashboard(request, async () => (await this.runningStack()).prometheus);
    if (flags.watch) {
      const { watchDashboard } = await import('../ui/dashboard/watch.js');
      const print = (text: string): void => this.log(text);
      if (await watchDashboard(args.name, open, { live, print })) process.exitCode = ExitCode.interrupted;
      return { dashboard: { uid: null, title: args.name ?? '' }, panels: [], annotations: [] };
    }
    const opened = await open();
    const { showLive, showOnce } = await import('../ui/dashboard/show.js');
    if (live) {
      if (await showLive(opened)) process.exitCode = ExitCode.interrupted;
      const { uid = null, title } = opened.source.dashboard;
      return { dashboard: { uid, title }, panels: [], annotations: [] };
    }
    const { text, document } = await showOnce(opened);
    this.log(text);
    return document;
  }
}
