import { Flags } from '@oclif/core';
import type { AlertList } from '../../alerts/list-alerts.js';
import { LabCommand } from '../../cli/base-command.js';
import { UsageError } from '../../errors.js';
import { alertsText, type AlertsView } from '../../ui/alerts/alerts-text.js';
import { pagesText } from '../../ui/alerts/pages-text.js';
import { terminalColumns } from '../../ui/terminal/terminal.js';
import { watch } from '../../ui/terminal/watch.js';

/** As often as Prometheus evaluates the rules. */
const WATCH_MS = 1000;

export default class Alerts extends LabCommand {
  static override description = `list the alerts that are pending or firing: since when, value, who was notified, and runbook

An alert is pending until its expression has been true for long enough; then it fires. Alertmanager then notifies somebody, unless the alert is silenced, or inhibited by another one. Without Alertmanager the list comes from Prometheus alone, and says that nobody is paged.

Exits 0 whatever fires. With --json it is one document {alerts, silences, pages, rules, alertmanager}.`;

  static override examples = [
    { description: 'list them once', command: '<%= config.bin %> <%= command.id %>' },
    { description: 'keep watching', command: '<%= config.bin %> <%= command.id %> --watch' },
    {
      description: 'the notifications that arrived',
      command: '<%= config.bin %> <%= command.id %> --pages',
    },
    {
      description: 'the names of those that fire, for a script',
      command:
        '<%= config.bin %> <%= command.id %> --json | jq -r \'.alerts[] | select(.state=="firing").name\'',
    },
  ];

  static override flags = {
    watch: Flags.boolean({ description: 'list them every second until you press Ctrl-C' }),
    pages: Flags.boolean({ description: 'show the notifications that arrived instead, oldest first' }),
  };

  async run(): Promise<AlertList> {
    const { flags } = await this.parse(Alerts);
    if (flags.watch && this.jsonEnabled()) {
      throw new UsageError('--watch and --json cannot be used together: --json prints a single document.');
    }
    const { listAlerts } = await import('../../alerts/list-alerts.js');
    const lab = await this.runningStack();
    const textOf = (list: AlertList, size: Omit<AlertsView, 'now'>): string =>
      (flags.pages ? pagesText : alertsText)(list, { ...size, now: Date.now() });
    const columns = terminalColumns();
    const list = await (flags.watch
      ? watch(
          WATCH_MS,
          () => listAlerts(lab),
          (shown, size) => textOf(shown, size ?? { columns }),
        )
      : listAlerts(lab));
    if (!flags.watch) this.log(textOf(list, { columns }));
    return list;
  }
}
