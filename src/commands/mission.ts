import { Args, Flags } from '@oclif/core';
import { LabCommand } from '../base-command.js';
import { ExitCode, InterruptedError, UsageError } from '../errors.js';
import type { GradedDocument, MissionDocument, MissionListDocument } from '../missions/documents.js';
import type { World } from '../missions/grade.js';
import type { Library } from '../missions/load.js';
import type { ProgressStore } from '../missions/progress-file.js';
import type { Mission as MissionData, Step } from '../missions/schema.js';
import { isInteractive, terminalColumns } from '../ui/terminal.js';

interface HintDocument {
  mission: string;
  step: string;
  hint: string;
  number: number;
  of: number;
}

interface SolutionDocument {
  mission: string;
  step: string;
  solution: string;
  explanation: string;
  gaveUp: boolean;
}

interface ResetDocument {
  mission: string;
  step: string | null;
  reset: boolean;
}

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
In a script, --answer grades one answer: exit 0 right, 1 wrong, 3 the lab is not running or has no data yet.
Your own missions are found where OBS_LAB_MISSIONS points.`;

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
      description: 'grade this answer and exit',
      helpValue: 'PROMQL',
      exclusive: ['hint', 'solution', 'reset'],
    }),
    hint: Flags.boolean({ description: 'print the next hint', exclusive: ['solution', 'reset'] }),
    solution: Flags.boolean({
      description: 'give the step up and print its solution',
      exclusive: ['reset'],
    }),
    reset: Flags.boolean({ description: 'forget the progress of the mission, or of the step' }),
    yes: Flags.boolean({ description: 'reset without asking', dependsOn: ['reset'] }),
  };

  async run(): Promise<Result> {
    const { args, flags } = await this.parse(Mission);
    const [{ findMission, findStep, loadMissions, missionDirectories }, { packageRoot }] = await Promise.all([
      import('../missions/load.js'),
      import('../package-root.js'),
    ]);
    const [{ openHome }, { openProgress }, { currentStep }] = await Promise.all([
      import('../stack/home.js'),
      import('../missions/progress-file.js'),
      import('../missions/progress.js'),
    ]);
    const library = await loadMissions(missionDirectories(packageRoot()));
    const store = openProgress(openHome().progressFile, (line) => process.stderr.write(`! ${line}\n`));
    if (args.id === undefined) {
      const [flag] = Object.keys(flags).filter((name) => name in Mission.flags);
      if (flag !== undefined) throw missionMissing(flag);
      return this.list(library, store);
    }
    const mission = findMission(library, args.id);
    const named = flags.step === undefined ? undefined : findStep(mission, flags.step);
    if (flags.reset) return this.reset(mission, named, store, flags.yes);
    const step = named ?? currentStep(await store.read(), mission);
    if (flags.hint) return this.hint(mission, step, store);
    if (flags.solution) return this.solution(mission, step, store);
    if (flags.answer !== undefined) return this.answer(mission, step, flags.answer, store);
    if (!this.jsonEnabled() && isInteractive()) return this.play(mission, named, store);
    return this.overview(mission, named, store);
  }

  private async list(library: Library, store: ProgressStore): Promise<MissionListDocument> {
    const [{ listDocument }, { renderMissionList }] = await Promise.all([
      import('../missions/documents.js'),
      import('../ui/mission-text.js'),
    ]);
    const document = listDocument(library, await store.read());
    this.log(renderMissionList(document, terminalColumns()));
    for (const { error } of library.broken) this.notice(`✗ ${error.message}`);
    if (library.broken.length > 0) process.exitCode = ExitCode.usage;
    return document;
  }

  private async overview(
    mission: MissionData,
    step: Step | undefined,
    store: ProgressStore,
  ): Promise<MissionDocument> {
    const [{ missionDocument }, { renderMissionOverview, renderStep }] = await Promise.all([
      import('../missions/documents.js'),
      import('../ui/mission-text.js'),
    ]);
    const progress = await store.read();
    this.log(
      step
        ? renderStep(mission, step, terminalColumns())
        : renderMissionOverview(mission, progress, terminalColumns()),
    );
    return missionDocument(mission, progress);
  }

  private async answer(
    mission: MissionData,
    step: Step,
    answer: string,
    store: ProgressStore,
  ): Promise<GradedDocument> {
    const world = await this.world();
    const [{ tryAnswer }, { gradedDocument }, { renderAttempt }] = await Promise.all([
      import('../missions/attempt.js'),
      import('../missions/documents.js'),
      import('../ui/mission-text.js'),
    ]);
    const attempt = await tryAnswer(mission, step, answer, { world, store });
    this.log(renderAttempt(mission, step, answer, attempt, terminalColumns()));
    process.exitCode = EXIT_CODES[attempt.grade.verdict];
    return gradedDocument(mission, step, attempt.grade, attempt.progress);
  }

  private async world(): Promise<World> {
    const [stack, { openWorld }] = await Promise.all([this.runningStack(), import('../missions/world.js')]);
    return openWorld(stack);
  }

  private async hint(mission: MissionData, step: Step, store: ProgressStore): Promise<HintDocument> {
    const [{ takeHint }, { stepProgressOf }, { renderHint }] = await Promise.all([
      import('../missions/attempt.js'),
      import('../missions/progress.js'),
      import('../ui/mission-text.js'),
    ]);
    const number = stepProgressOf(await takeHint(mission, step, store), mission.id, step.id).hints;
    const of = step.hints.length;
    this.log(renderHint(step, number, number === of, terminalColumns()));
    return { mission: mission.id, step: step.id, hint: step.hints[number - 1]!, number, of };
  }

  private async solution(mission: MissionData, step: Step, store: ProgressStore): Promise<SolutionDocument> {
    const [{ giveUp }, { describeSolution }, { stepProgressOf }, { renderSolution }] = await Promise.all([
      import('../missions/attempt.js'),
      import('../missions/describe.js'),
      import('../missions/progress.js'),
      import('../ui/mission-text.js'),
    ]);
    const progress = await giveUp(mission, step, store);
    this.log(renderSolution(mission, step, progress, terminalColumns()));
    const { gaveUpAt } = stepProgressOf(progress, mission.id, step.id);
    const solution = describeSolution(mission, step).text;
    const { explanation } = step;
    return { mission: mission.id, step: step.id, solution, explanation, gaveUp: gaveUpAt !== undefined };
  }

  private async reset(
    mission: MissionData,
    step: Step | undefined,
    store: ProgressStore,
    sure: boolean,
  ): Promise<ResetDocument> {
    const what = step ? `step ${step.id} of mission ${mission.number}` : `mission ${mission.number}`;
    const document = { mission: mission.id, step: step?.id ?? null };
    if (!sure && !(await this.confirmReset(what))) {
      this.log('Nothing was changed.');
      return { ...document, reset: false };
    }
    const { forget } = await import('../missions/progress.js');
    await store.update((before) => forget(before, mission.id, step?.id));
    this.log(`The progress of ${what} is forgotten.`);
    return { ...document, reset: true };
  }

  private async confirmReset(what: string): Promise<boolean> {
    if (this.jsonEnabled() || !isInteractive()) {
      throw new UsageError(`Nobody can be asked whether to forget the progress of ${what}.`, {
        code: 'CONFIRMATION_NEEDED',
        hints: ['Say so with: --yes'],
      });
    }
    const { confirm } = await import('../ui/confirm.js');
    return confirm(`Forget the progress of ${what}?`, false);
  }

  private async play(
    mission: MissionData,
    step: Step | undefined,
    store: ProgressStore,
  ): Promise<MissionDocument> {
    const world = await this.world();
    const [{ playMission }, { missionDocument }, { renderFarewell }] = await Promise.all([
      import('../ui/play-mission.js'),
      import('../missions/documents.js'),
      import('../ui/mission-text.js'),
    ]);
    const end = await playMission(mission, step, { world, store });
    const progress = await store.read();
    this.log(renderFarewell(mission, progress));
    if (end === 'interrupted') throw new InterruptedError('Interrupted. Your progress is kept.');
    return missionDocument(mission, progress);
  }
}

function missionMissing(flag: string): UsageError {
  return new UsageError(`--${flag} needs a mission.`, {
    code: 'MISSION_MISSING',
    hints: ['Name it by number, such as: obs-lab mission 1', 'See which there are with: obs-lab mission'],
  });
}
