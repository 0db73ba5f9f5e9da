import { Args, Flags } from '@oclif/core';
import { LabCommand } from '../../cli/base-command.js';
import { ExitCode, InterruptedError, UsageError } from '../../errors.js';
import type {
  GradedDocument,
  HintDocument,
  MissionDocument,
  MissionListDocument,
  ResetDocument,
  SolutionDocument,
} from '../../missions/documents.js';
import type { World } from '../../missions/grading/types.js';
import type { Library } from '../../missions/library/library.js';
import type { ProgressStore } from '../../missions/progress/progress-file.js';
import type { Mission as MissionData, Step } from '../../missions/library/schema.js';
import { isInteractive, terminalColumns } from '../../ui/terminal/terminal.js';

type Result =
  MissionListDocument | MissionDocument | GradedDocument | HintDocument | SolutionDocument | ResetDocument;

const EXIT_CODES = {
  pass: ExitCode.ok,
  wrong: ExitCode.failed,
  empty: ExitCode.failed,
  error: ExitCode.failed,
  'not-ready': ExitCode.notRunning,
  'lab-fault': ExitCode.notRunning,
} as const;

export default class Mission extends LabCommand {
  static override description = `learn on the live lab: exercises graded by what a query means

Without ID it lists the missions with your progress. With an ID, or its number, the mission is interactive on a terminal.
In a script, --answer grades one answer: exit 0 right, 1 wrong, 3 the lab is not running or has no data yet, 4 this machine lacks what grading takes.

Your own missions are found at --path, and where OBS_LAB_MISSIONS points.`;

  static override examples = [
    { description: 'list the missions', command: '<%= config.bin %> <%= command.id %>' },
    { description: 'begin the first, or go on with it', command: '<%= config.bin %> <%= command.id %> 1' },
    {
      description: 'grade one answer in a script',
      command:
        "<%= config.bin %> <%= command.id %> 1 --step rate-per-second --answer 'rate(http_requests_total[1m])' --json",
    },
    {
      description: 'uncover the next hint',
      command: '<%= config.bin %> <%= command.id %> 1 --step rate-per-second --hint',
    },
    {
      description: 'forget a mission’s progress',
      command: '<%= config.bin %> <%= command.id %> 1 --reset --yes',
    },
  ];

  static override args = {
    id: Args.string({ description: 'number or id of a mission', ignoreStdin: true }),
  };

  static override flags = {
    step: Flags.string({ description: 'the step, by id; by default the one you are at', helpValue: 'ID' }),
    answer: Flags.string({
      description: 'grade this answer: a query, a number, the letter of an option, the path of a file',
      helpValue: 'ANSWER',
      exclusive: ['check', 'hint', 'solution', 'reset'],
    }),
    check: Flags.boolean({
      description: 'grade what was done, where a step asks for a deed and not for an answer',
      exclusive: ['hint', 'solution', 'reset'],
    }),
    hint: Flags.boolean({ description: 'print the next hint', exclusive: ['solution', 'reset'] }),
    solution: Flags.boolean({
      description: 'give the step up and print its solution',
      exclusive: ['reset'],
    }),
    reset: Flags.boolean({ description: 'forget the progress of the mission, or of the step' }),
    yes: Flags.boolean({ description: 'reset without asking', dependsOn: ['reset'] }),
    path: Flags.string({ description: 'a directory of your own missions', helpValue: 'DIR' }),
  };

  async run(): Promise<Result> {
    const { args, flags } = await this.parse(Mission);
    const [{ openMissions }, { findMission, findStep }, { currentStep }] = await Promise.all([
      import('../../missions/scripted.js'),
      import('../../missions/library/library.js'),
      import('../../missions/progress/progress.js'),
    ]);
    const { library, store } = await openMissions(flags.path, (line) => process.stderr.write(`! ${line}\n`));
    if (flags.path !== undefined && !isInteractive())
      this.notice(`! The commands below want --path ${flags.path} too, or OBS_LAB_MISSIONS=${flags.path}`);
    if (args.id === undefined) {
      const [flag] = Object.keys(flags).filter((name) => name in Mission.flags && name !== 'path');
      if (flag !== undefined) throw missionMissing(flag);
      const choosing = !this.jsonEnabled() && isInteractive() && library.missions.length > 0;
      return choosing ? this.choose(library, store) : this.list(library, store);
    }
    const mission = findMission(library, args.id);
    const named = flags.step === undefined ? undefined : findStep(mission, flags.step);
    if (flags.reset) return this.reset(mission, named, store, flags.yes);
    const step = named ?? currentStep(await store.read(), mission);
    if (flags.hint) return this.hint(mission, step, store);
    if (flags.solution) return this.solution(mission, step, store);
    if (flags.answer !== undefined || flags.check) return this.answer(mission, step, flags.answer, store);
    if (!this.jsonEnabled() && isInteractive()) return this.play(mission, named, library, store);
    return this.overview(mission, named, store);
  }

  private async list(library: Library, store: ProgressStore): Promise<MissionListDocument> {
    const [{ listDocument }, { renderMissionList }] = await Promise.all([
      import('../../missions/documents.js'),
      import('../../ui/mission/text/step-text.js'),
    ]);
    const document = listDocument(library, await store.read());
    this.log(renderMissionList(document, terminalColumns()));
    for (const { error } of library.broken) this.notice(`✗ ${error.message}`);
    if (library.broken.length > 0) process.exitCode = ExitCode.usage;
    return document;
  }

  /** Mission after mission, chosen on the screen. */
  private async choose(library: Library, store: ProgressStore): Promise<MissionListDocument> {
    const [{ listDocument }, { chooseMission }] = await Promise.all([
      import('../../missions/documents.js'),
      import('../../ui/mission/list/screen.js'),
    ]);
    for (let last: MissionData | undefined; ;) {
      const choice = await chooseMission(library.missions, await store.read(), last);
      if (choice === 'interrupted') throw new InterruptedError('Interrupted. Your progress is kept.');
      if (choice === 'left') break;
      last = choice;
      await this.play(choice, undefined, library, store);
    }
    for (const { error } of library.broken) this.notice(`✗ ${error.message}`);
    if (library.broken.length > 0) process.exitCode = ExitCode.usage;
    return listDocument(library, await store.read());
  }

  private async overview(
    mission: MissionData,
    step: Step | undefined,
    store: ProgressStore,
  ): Promise<MissionDocument> {
    const [{ missionDocument }, { renderMissionOverview, renderStep }] = await Promise.all([
      import('../../missions/documents.js'),
      import('../../ui/mission/text/step-text.js'),
    ]);
    const progress = await store.read();
    this.log(
      step
        ? renderStep(mission, step, terminalColumns())
        : renderMissionOverview(mission, progress, terminalColumns()),
    );
    return missionDocument(mission, progress);
  }

  /** @param answer undefined for --check */
  private async answer(
    mission: MissionData,
    step: Step,
    answer: string | undefined,
    store: ProgressStore,
  ): Promise<GradedDocument> {
    const [{ answerStep, requireNoAnswer }, { renderAttempt }] = await Promise.all([
      import('../../missions/scripted.js'),
      import('../../ui/mission/text/step-text.js'),
    ]);
    if (answer === undefined) requireNoAnswer(mission, step);
    const given = { world: await this.world(), store };
    const { attempt, document } = await answerStep(mission, step, answer ?? '', given);
    this.log(renderAttempt(mission, step, answer ?? '', attempt, terminalColumns()));
    const { grade } = attempt;
    const cause = grade.verdict === 'lab-fault' ? grade.cause : undefined;
    process.exitCode = cause?.exitCode ?? EXIT_CODES[grade.verdict];
    return document;
  }

  private async hint(mission: MissionData, step: Step, store: ProgressStore): Promise<HintDocument> {
    const [{ hintStep }, { renderHint }] = await Promise.all([
      import('../../missions/scripted.js'),
      import('../../ui/mission/text/step-text.js'),
    ]);
    const document = await hintStep(mission, step, store);
    this.log(renderHint(step, document.number, document.number === document.of, terminalColumns()));
    return document;
  }

  private async solution(mission: MissionData, step: Step, store: ProgressStore): Promise<SolutionDocument> {
    const [{ solveStep }, { renderSolution }] = await Promise.all([
      import('../../missions/scripted.js'),
      import('../../ui/mission/text/step-text.js'),
    ]);
    const { document, progress } = await solveStep(mission, step, store);
    this.log(renderSolution(mission, step, progress, terminalColumns()));
    return document;
  }

  private async reset(
    mission: MissionData,
    step: Step | undefined,
    store: ProgressStore,
    sure: boolean,
  ): Promise<ResetDocument> {
    const { resetMission } = await import('../../missions/scripted.js');
    const what = step ? `step ${step.id} of mission ${mission.number}` : `mission ${mission.number}`;
    const ask = async (): Promise<boolean> => sure || (await this.confirmReset(what));
    const document = await resetMission(mission, step, store, ask);
    this.log(document.reset ? `The progress of ${what} is forgotten.` : 'Nothing was changed.');
    return document;
  }

  private async confirmReset(what: string): Promise<boolean> {
    if (this.jsonEnabled() || !isInteractive()) {
      throw new UsageError(`Nobody can be asked whether to forget the progress of ${what}.`, {
        code: 'CONFIRMATION_NEEDED',
        hints: ['Say so with: --yes'],
      });
    }
    const { confirm } = await import('../../ui/terminal/confirm.js');
    return confirm(`Forget the progress of ${what}?`, false);
  }

  /** The mission, and those that its end leads to. */
  private async play(
    first: MissionData,
    step: Step | undefined,
    { missions }: Library,
    store: ProgressStore,
  ): Promise<MissionDocument> {
    const world = await this.world();
    const [{ playMission }, { missionDocument }, { renderFarewell }, { missionAfter }] = await Promise.all([
      import('../../ui/mission/play-mission.js'),
      import('../../missions/documents.js'),
      import('../../ui/mission/text/step-text.js'),
      import('../../ui/mission/list/next-mission.js'),
    ]);
    for (let [mission, from] = [first, step]; ;) {
      const next = missionAfter(missions, mission, await store.read());
      const end = await playMission(mission, from, { world, store, next });
      const progress = await store.read();
      this.log(renderFarewell(mission, progress, next));
      if (end === 'interrupted') throw new InterruptedError('Interrupted. Your progress is kept.');
      if (end === 'left' || !next) return missionDocument(mission, progress);
      [mission, from] = [next, undefined];
    }
  }

  private async world(): Promise<World> {
    const [stack, { openWorld }] = await Promise.all([
      this.runningStack(),
      import('../../missions/grading/world.js'),
    ]);
    return openWorld(stack);
  }
}

function missionMissing(flag: string): UsageError {
  return new UsageError(`--${flag} needs a mission.`, {
    code: 'MISSION_MISSING',
    hints: ['Name it by number, such as: obs-lab mission 1', 'See which there are with: obs-lab mission'],
  });
}
