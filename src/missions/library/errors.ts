import { UsageError } from '../../errors.js';
import { problemLines, type FileProblem } from '../../util/yaml/read-yaml.js';

/** A mission file that can't be used (exit 2). */
export class MissionFileError extends UsageError {
  readonly file: string;
  readonly problems: readonly FileProblem[];

  constructor(file: string, problems: readonly FileProblem[]) {
    super(`The mission file ${file} can’t be used.\n${problemLines(file, problems)}`, {
      code: 'MISSION_INVALID',
      hints: ['Mend the file at the places named above; obs-lab docs authoring tells what each field means.'],
    });
    this.file = file;
    this.problems = problems;
  }
}

/** The user named a mission that is not there. */
export class UnknownMissionError extends UsageError {
  constructor(name: string, similar: readonly string[], known: readonly string[]) {
    super(`There is no mission ${name}.`, {
      code: 'UNKNOWN_MISSION',
      hints: [
        ...didYouMean(similar),
        `The missions are: ${known.join(', ')}`,
        'Missions of your own are found with --path DIR, or where OBS_LAB_MISSIONS points.',
      ],
    });
  }
}

/** The user named a step that is not in the mission. */
export class UnknownStepError extends UsageError {
  constructor(mission: string, name: string, similar: readonly string[], known: readonly string[]) {
    super(`Mission ${mission} has no step ${name}.`, {
      code: 'UNKNOWN_STEP',
      hints: [...didYouMean(similar), `Its steps are: ${known.join(', ')}`],
    });
  }
}

/** A step that wants an answer was to be checked without one. */
export class AnswerMissingError extends UsageError {
  constructor(mission: number, step: string, example: string) {
    super(`The step ${step} wants an answer: ${example}.`, {
      code: 'ANSWER_MISSING',
      hints: [`Give it with: obs-lab mission ${mission} --step ${step} --answer ANSWER`],
    });
  }
}

function didYouMean(similar: readonly string[]): string[] {
  return similar.length === 0 ? [] : [`Did you mean ${similar.join(' or ')}?`];
}
