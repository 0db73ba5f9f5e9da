import { UsageError } from '../../errors.js';
import { type FileProblem, problemLines } from '../../util/yaml/read-yaml.js';

/** A mission file that can't be used (exit 2). */
export class MissionFileError extends UsageError {
  readonly file: string;
  readonly problems: readonly FileProblem[];

  constructor(file: string, problems: readonly FileProblem[]) {
    super(`The mission file ${file} can’t be used.\n${problemLines(file, problems)}`, {
      code: 'MISSION_INVALID',
      hints: ['Correct the file at the places named above; obs-lab docs authoring explains each field.'],
    });
    this.file = file;
    this.problems = problems;
  }
}

/** The user named a mission that doesn't exist. */
export class UnknownMissionError extends UsageError {
  constructor(name: string, similar: readonly string[], known: readonly string[]) {
    super(`Unknown mission: ${name}`, {
      code: 'UNKNOWN_MISSION',
      hints: [
        ...didYouMean(similar),
        `Missions: ${known.join(', ')}`,
        'For missions of your own, use --path DIR or set OBS_LAB_MISSIONS.',
      ],
    });
  }
}

/** The user named a step that the mission doesn't have. */
export class UnknownStepError extends UsageError {
  constructor(mission: string, name: string, similar: readonly string[], known: readonly string[]) {
    super(`Unknown step in mission ${mission}: ${name}`, {
      code: 'UNKNOWN_STEP',
      hints: [...didYouMean(similar), `Steps: ${known.join(', ')}`],
    });
  }
}

/** A step that needs an answer was checked without one. */
export class AnswerMissingError extends UsageError {
  constructor(mission: number, step: string, example: string) {
    super(`The step ${step} needs an answer: ${example}.`, {
      code: 'ANSWER_MISSING',
      hints: [`Give it with: obs-lab mission ${mission} --step ${step} --answer ANSWER`],
    });
  }
}

function didYouMean(similar: readonly string[]): string[] {
  return similar.length === 0 ? [] : [`Did you mean ${similar.join(' or ')}?`];
}
