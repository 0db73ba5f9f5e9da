import { Flags } from '@oclif/core';
import { LabCommand } from '../../cli/base-command.js';
import { checkExitCode } from '../../cli/exit-codes.js';
import { UsageError } from '../../errors.js';
import type { IncidentCheck } from '../../incidents/check/check.js';
import { incidentCheckText } from '../../ui/incident/check-text.js';

export default class IncidentCheckCommand extends LabCommand {
  static override description = `prove the grading of incidents, without a running lab

For each seed at each difficulty it grades the right report, which must score in full, and reports with one mistake: each decoy, a wrong time, each wrong origin, evidence that is always true or always false, a wrong blast radius, stopped traffic and a wrong action. Each must lose the points of its field and no others.

Exits 1 if one of them does not.

With --json it is one document {ok, seeds, rows: [{difficulty, trial, fails, count, lowest, highest}], problems}.`;

  static override examples = [
    { description: 'sixty seeds', command: '<%= config.bin %> <%= command.id %> --seeds 1..60' },
  ];

  static override flags = {
    seeds: Flags.string({ default: '1..60', helpValue: '1..60', description: 'the seeds: a range, or one' }),
  };

  async run(): Promise<IncidentCheck> {
    const { flags } = await this.parse(IncidentCheckCommand);
    const seeds = seedsOf(flags.seeds);
    const { checkIncidents } = await import('../../incidents/check/check.js');
    const result = await checkIncidents(seeds);
    process.exitCode = checkExitCode(result);
    this.log(incidentCheckText(result));
    return result;
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
