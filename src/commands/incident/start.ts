import { Flags } from '@oclif/core';
import { LabCommand } from '../../cli/base-command.js';
import type { IncidentStatus } from '../../incidents/session/status.js';
import { incidentStatusText } from '../../ui/incident/status-text.js';
import { interruptible } from '../../ui/terminal/interrupt.js';
import { isInteractive, terminalColumns } from '../../ui/terminal/terminal.js';

export default class IncidentStart extends LabCommand {
  static override description = `start a blind incident: something breaks, you get a page, and find out what it is

Nothing shows which fault it is, until you finish. Without a terminal, with --json or --no-screen, it waits until the page has arrived, prints it, and exits; answer with incident answer and incident mitigate. The same seed and difficulty always give the same incident. It ends by itself after an hour; down ends it too.

With --json it is the document of incident status.`;

  static override examples = [
    { description: 'an incident, on a screen of its own', command: '<%= config.bin %> <%= command.id %>' },
    {
      description: 'a harder one, step by step in a script',
      command: '<%= config.bin %> <%= command.id %> --difficulty 2 --seed 7 --json',
    },
  ];

  static override flags = {
    seed: Flags.integer({
      min: 0,
      max: 999_999,
      description: 'which incident; by default any',
      helpValue: '7',
    }),
    difficulty: Flags.string({
      options: ['1', '2', '3'],
      default: '1',
      description: '2 adds red herrings, false alarms and late pages, 3 two faults at once',
    }),
    'no-screen': Flags.boolean({ description: 'print the page, even on a terminal' }),
  };

  async run(): Promise<IncidentStatus | undefined> {
    const { flags } = await this.parse(IncidentStart);
    const lab = await this.runningStack();
    const { DIFFICULTIES, openIncident, statusOf, waitForPage } = await import('../../incidents/open.js');
    const difficulty = DIFFICULTIES.find((each) => String(each) === flags.difficulty) ?? 1;
    const seed = flags.seed ?? Math.floor(Math.random() * 1_000_000);
    const onScreen = !flags['no-screen'] && !this.jsonEnabled() && isInteractive();
    const paged = await interruptible(
      async (signal) => {
        await openIncident(lab, {
          seed,
          difficulty,
          signal,
          onWait: () => this.notice('Waiting until the lab has been calm for a while…'),
        });
        if (onScreen) return undefined;
        this.notice('You are on call. Waiting for a page, for two minutes at most…');
        return waitForPage(lab, signal);
      },
      { hints: CONTINUE },
    );
    if (!paged) {
      const { playIncident } = await import('../../ui/incident/screen/play-incident.js');
      await playIncident(lab, (text) => this.log(text));
      return undefined;
    }
    const status = statusOf(paged);
    this.log(incidentStatusText(status, terminalColumns()));
    return status;
  }
}

const CONTINUE = [
  'If an incident is open, it goes on: obs-lab incident status',
  'Give it up: obs-lab incident stop',
];
