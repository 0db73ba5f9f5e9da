import { LabCommand } from '../../cli/base-command.js';
import type { IncidentList } from '../../incidents/saved/trend.js';
import { openHome } from '../../stack/home.js';
import { incidentListText } from '../../ui/incident/list-text.js';

export default class IncidentListCommand extends LabCommand {
  static override description = `list the incidents that you have finished, and how you are doing

Works without a running lab.

With --json it is one document {incidents: [{id, seed, difficulty, startedAt, score, passed, times, queries, faults}], trend: null or {recentScore, earlierScore, recentMitigateSeconds, earlierMitigateSeconds}}.`;

  static override examples = [
    { description: 'past incidents and the trend', command: '<%= config.bin %> <%= command.id %>' },
  ];

  async run(): Promise<IncidentList> {
    await this.parse(IncidentListCommand);
    const [{ readReports }, { listIncidents }] = await Promise.all([
      import('../../incidents/saved/records.js'),
      import('../../incidents/saved/trend.js'),
    ]);
    const list = listIncidents(await readReports(openHome()));
    this.log(incidentListText(list));
    return list;
  }
}
