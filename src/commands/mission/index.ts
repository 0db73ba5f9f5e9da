import { Args, Flags } from '@oclif/core';
import { LabCommand } from '../../cli/base-command.js';
import { answerExitCode } from '../../cli/exit-codes.js';
import { ExitCode, UsageError } from '../../errors.js';
import type { World } from '../../missions/grading/types.js';
import type { MissionResult, OpenMissions } from '../../missions/scripted.js';
import { canAsk, terminalColumns } from '../../ui/terminal/terminal.js';

export default class Mission extends LabCommand {
  static override description = `learn on the live lab: exercises graded by what a query means

Without ID it lists the missions with your progress. With an ID, or its number, the mission is interactive on a terminal.
In a script, --answer grades one answer: exit 0 right, 1 wrong, 3 the lab is not running or has no data yet, 4 this machine is missing what grading needs.

Your own missions are read from --path and from the directory in OBS_LAB_MISSIONS.`;

  static override examples = [
    { description: 'list the missions', command: '<%= config.bin %> <%= command.id %>' },
    { description: 'start the first, or continue it', command: '<%= config.bin %> <%= command.id %> 1' },
    {
      description: 'grade one answer in a script',
      command:
        "<%= config.bin %> <%= command.id %> 1 --step rate-per-second --answer 'rate(http_requests_total[1m])' --json",
    },
    {
      description: 'show the next hint',
      command: '<%= config.bin %> <%= command.id %> 1 --step rate-per-second --hint',
    },
    {
      description: 'delete your progress in a mission',
      command: '<%= config.bin %> <%= command.id %> 1 --reset --yes',
    },
  ];

  static override args = {
    id: Args.string({ description: 'number or id of a mission', ignoreStdin: true }),
  };

  static override flags = {
    step: Flags.string({ description: 'id of the step; the default is the one you are on', helpValue: 'ID' }),
    answer: Flags.string({
      description: 'grade this answer: a query, a number, the letter of an option, the path of a file',
      helpValue: 'ANSWER',
      exclusive: ['check', 'hint', 'solution', 'reset'],
    }),
    check: Flags.boolean({
      description: 'grade a step that asks you to do something, not to answer',
      exclusive: ['hint', 'solution', 'reset'],
    }),
    hint: Flags.boolean({ description: 'print the next hint', exclusive: ['solution', 'reset'] }),
    solution: Flags.boolean({
      description: 'give up the step and print its solution',
      exclusive: ['reset'],
    }),
    reset: Flags.boolean({ description: 'delete your progress in the mission, or in the step' }),
    yes: Flags.boolean({ description: 'reset without asking', dependsOn: ['reset'] }),
    path: Flags.string({ description: 'a directory of your own missions', helpValue: 'DIR' }),
  };

  async run(): Promise<MissionResult> {
    const { args, flags } = await this.parse(Mission);
    const { path, yes, json: _, ...request } = flags;
    const { findAction, openMissions, performAction } = await import('../../missions/scripted.js');
    const open = await openMissions(path, (line) => process.stderr.write(`! ${line}\n`));
    if (path !== undefined && !canAsk()) {
      this.notice(`! The commands below also need --path ${path}, or OBS_LAB_MISSIONS=${path}`);
    }
    const action = await findAction(open, { mission: args.id, ...request });
    const openWorld = (): Promise<World> => this.openWorld();
    const playable = action.kind === 'show' || (action.kind === 'list' && open.library.missions.length > 0);
    if (playable && !this.jsonEnabled() && canAsk()) {
      const options = { openWorld, print: (text: string): void => this.log(text) };
      const { playChosen, playFrom } = await import('../../ui/mission/play-missions.js');
      if (action.kind === 'show') return playFrom(open, action, options);
      const document = await playChosen(open, options);
      this.reportBroken(open);
      return document;
    }
    const confirmReset = async (what: string): Promise<boolean> => yes || (await this.confirmReset(what));
    const outcome = await performAction(open, action, { openWorld, confirmReset });
    const { renderOutcome } = await import('../../ui/mission/text/outcome.js');
    this.log(renderOutcome(outcome, terminalColumns()));
    if (outcome.kind === 'list') this.reportBroken(open);
    if (outcome.kind === 'answer') process.exitCode = answerExitCode(outcome.attempt.grade);
    return outcome.document;
  }

  /** Names the mission files that can't be used. */
  private reportBroken({ library: { broken } }: OpenMissions): void {
    for (const { error } of broken) this.notice(`✗ ${error.message}`);
    if (broken.length > 0) process.exitCode = ExitCode.usage;
  }

  private async confirmReset(what: string): Promise<boolean> {
    if (this.jsonEnabled() || !canAsk()) {
      throw new UsageError(
        `Deleting your progress in ${what} needs a confirmation, and there is no terminal to ask on.`,
        {
          code: 'CONFIRMATION_NEEDED',
          hints: ['Confirm with: --yes'],
        },
      );
    }
    const { confirm } = await import('../../ui/terminal/confirm.js');
    return confirm(`Delete your progress in ${what}?`, false);
  }

  private async openWorld(): Promise<World> {
    const stack = await this.runningStack();
    const { openWorld } = await import('../../missions/grading/world.js');
    return openWorld(stack);
  }
}
