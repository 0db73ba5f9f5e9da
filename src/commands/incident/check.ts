import { Flags } from '@oclif/core';
import { LabCommand } from '../../cli/base-command.js';
import { checkExitCode } from '../../cli/exit-codes.js';
import { UsageError } from '../../errors.js';
import { requireFault } from '../../faults/request.js';
import type { IncidentCheck } from '../../incidents/check/check.js';
import type { LiveCheck } from '../../incidents/check/live.js';
import { incidentCheckText } from '../../ui/incident/check-text.js';
import { liveCheckText, liveIncidentText, liveStepText } from '../../ui/incident/live-check-text.js';

export default class IncidentCheckCommand extends LabCommand {
  static override description = `for authors: prove the grading of incidents, or play them on the running lab

For each seed at each difficulty it grades the right report, which must score in full, and reports with one mistake: each decoy, a wrong time, each wrong origin, evidence that is always true or always false, a wrong blast radius, stopped traffic and a wrong action. Each must lose the points of its field and no others.

It needs no running lab.

With --live it plays one incident for each fault on the running lab instead, with right answers: the page has to arrive, every answer has to score in full, and the mitigation has to make the service recover. It takes two to four minutes for each, and saves nothing.

Exits 1 if something is not as it should be.

With --json it is one document {ok, seeds, rows: [{difficulty, trial, fails, count, lowest, highest}], problems}, with --live {ok, checkedAt, incidents: [{seed, difficulty, faults, ok, problems, page, score, recovered}]}.`;

  static override examples = [
    { description: 'sixty seeds', command: '<%= config.bin %> <%= command.id %> --seeds 1..60' },
    {
      description: 'play two faults on the running lab',
      command: '<%= config.bin %> <%= command.id %> --live --fault table-lock --fault db-driver',
    },
  ];

  static override flags = {
    seeds: Flags.string({
      helpValue: '1..60',
      description: 'the seeds: a range, or one; by default 1..60, with --live one for each fault',
    }),
    live: Flags.boolean({ description: 'play them on the running lab' }),
    fault: Flags.string({
      multiple: true,
      helpValue: 'NAME',
      description: 'only incidents with this fault; several may be given',
      dependsOn: ['live'],
      exclusive: ['seeds'],
    }),
    difficulty: Flags.string({
      options: ['1', '2', '3'],
      description: 'of the incidents to play; the default is 1',
      dependsOn: ['live'],
    }),
  };

  async run(): Promise<IncidentCheck | LiveCheck> {
    const { flags } = await this.parse(IncidentCheckCommand);
    const given = flags.seeds === undefined ? undefined : seedsOf(flags.seeds);
    if (flags.live) return this.playLive(given, flags.fault ?? [], flags.difficulty);
    const seeds = given ?? seedsOf('1..60');
    const { checkIncidents } = await import('../../incidents/check/check.js');
    const result = await checkIncidents(seeds);
    process.exitCode = checkExitCode(result);
    this.log(incidentCheckText(result));
    return result;
  }

  private async playLive(
    given: readonly number[] | undefined,
    names: readonly string[],
    level: string | undefined,
  ): Promise<LiveCheck> {
    const faults = names.map((name) => requireFault(name).id);
    const lab = await this.runningStack();
    const [{ checkLive, seedsFor }, { DIFFICULTIES }, { interruptible }] = await Promise.all([
      import('../../incidents/check/live.js'),
      import('../../incidents/open.js'),
      import('../../ui/terminal/interrupt.js'),
    ]);
    const difficulty = DIFFICULTIES.find((each) => String(each) === level) ?? 1;
    const seeds = given ?? seedsFor(difficulty, faults);
    const check = await interruptible(
      (signal) =>
        checkLive(lab, {
          seeds,
          difficulty,
          signal,
          onStep: (plan, step) => this.notice(liveStepText(plan, step)),
          onChecked: (incident) => this.log(liveIncidentText(incident)),
        }),
      {
        reason: 'Interrupted. The incident is closed.',
        onRepeat: () => this.notice('Ending the incident …'),
      },
    );
    this.log(liveCheckText(check));
    process.exitCode = checkExitCode(check);
    return check;
  }
}

const MAX_SEEDS = 1_000;

function seedsOf(text: string): number[] {
  const match = /^(\d{1,6})(?:\.\.(\d{1,6}))?$/.exec(text);
  const first = Number(match?.[1]);
  const count = match ? Number(match[2] ?? first) - first + 1 : NaN;
  if (count >= 1 && count <= MAX_SEEDS) return Array.from({ length: count }, (_, i) => first + i);
  throw new UsageError(`“${text}” is not a valid range of seeds.`, {
    code: 'SEEDS_INVALID',
    hints: [`Write it like 7 or 1..60, at most ${MAX_SEEDS} of them.`],
  });
}
