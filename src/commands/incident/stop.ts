import { LabCommand } from '../../cli/base-command.js';

export default class IncidentStop extends LabCommand {
  static override description = `give up the open incident: its faults end, and nothing is graded

Exits 1 if no incident is open.

With --json it is one document {stopped}, the id of the incident.`;

  static override examples = [{ description: 'give up', command: '<%= config.bin %> <%= command.id %>' }];

  async run(): Promise<{ stopped: string }> {
    await this.parse(IncidentStop);
    const { stopIncident } = await import('../../incidents/session/stop.js');
    const result = await stopIncident(await this.runningStack());
    this.log('The incident is over, and whatever was broken is repaired.');
    return result;
  }
}
