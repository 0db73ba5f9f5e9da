import { LabCommand } from '../../cli/base-command.js';
import { UsageError } from '../../errors.js';
import { isInteractive } from '../../ui/terminal/terminal.js';

export default class Incident extends LabCommand {
  static override description = `diagnose a blind incident: continue the open one, or start one

Opens a screen with the page, a clock, a workbench and the report form. In a script, use incident start, status, answer, mitigate, query and finish. How it is graded: obs-lab docs incidents`;

  static override examples = [
    {
      description: 'continue the open incident, or start one',
      command: '<%= config.bin %> <%= command.id %>',
    },
  ];

  async run(): Promise<void> {
    await this.parse(Incident);
    if (this.jsonEnabled() || !isInteractive()) {
      throw new UsageError('The incident screen needs a terminal that can redraw.', {
        code: 'TERMINAL_NEEDED',
        hints: [
          'Without one, step by step: obs-lab incident start --no-screen, then obs-lab incident status',
        ],
      });
    }
    const lab = await this.runningStack();
    const { openIncident, readIncident } = await import('../../incidents/open.js');
    if (!(await readIncident(lab))) {
      await openIncident(lab, {
        seed: Math.floor(Math.random() * 1_000_000),
        difficulty: 1,
        onWait: () => this.notice('Waiting until the lab has been calm for a while…'),
      });
    }
    const { playIncident } = await import('../../ui/incident/screen/play-incident.js');
    await playIncident(lab, (text) => this.log(text));
  }
}
