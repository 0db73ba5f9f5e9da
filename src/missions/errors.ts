import { UsageError } from '../errors.js';

/** Something wrong in a mission file, with its place, both counted from 1. */
export interface MissionProblem {
  line: number;
  column: number;
  /** Where in the document, such as steps[2].hints; empty for the document itself. */
  path: string;
  message: string;
}

/** A mission file that can't be used (exit 2). */
export class MissionFileError extends UsageError {
  readonly file: string;
  readonly problems: readonly MissionProblem[];

  constructor(file: string, problems: readonly MissionProblem[]) {
    const lines = problems.map(
      ({ line, column, path, message }) =>
        `${file}:${line}:${column}: ${path === '' ? '' : `${path} `}${message}`,
    );
    super(`The mission file ${file} can’t be used.\n${lines.join('\n')}`, {
      code: 'MISSION_INVALID',
      hints: ['Mend the file at the places named above.'],
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
      hints: [...didYouMean(similar), `The missions are: ${known.join(', ')}`],
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

function didYouMean(similar: readonly string[]): string[] {
  return similar.length === 0 ? [] : [`Did you mean ${similar.join(' or ')}?`];
}
