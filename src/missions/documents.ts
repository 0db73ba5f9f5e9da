import type { ExprPosition } from '../prometheus/errors.js';
import type { Labels } from '../prometheus/types.js';
import { formatSampleValue } from '../prometheus/wire.js';
import type { Diagnosis } from '../promql/diagnosis.js';
import type { Cell, Comparison } from '../promql/meaning/compare.js';
import type { FileProblem } from '../util/yaml/read-yaml.js';
import type { Readiness } from './grading/readiness.js';
import type { Grade, Part, Verdict } from './grading/types.js';
import type { Library } from './library/library.js';
import type { Example, Mission, Step } from './library/schema.js';
import { missionScore, type Progress, stepProgressOf } from './progress/progress.js';

/** The JSON documents of `obs-lab mission`: stable; fields may be added. */

export interface MissionListDocument {
  missions: {
    id: string;
    number: number;
    title: string;
    /** Ids of the missions that it builds on. */
    requires: readonly string[];
    steps: number;
    passed: number;
    score: number;
  }[];
  /** Files that can't be used. */
  broken: { file: string; problems: readonly FileProblem[] }[];
}

export interface MissionDocument {
  mission: string;
  number: number;
  title: string;
  summary: string;
  requires: readonly string[];
  steps: {
    id: string;
    title: string;
    prompt: string;
    /** A worked example of syntax that is new in this step. */
    example?: Example;
    concepts: readonly string[];
    weight: number;
    passed: boolean;
    gaveUp: boolean;
    attempts: number;
    hints: { taken: number; of: number };
  }[];
  passed: number;
  /** 0 to 100. */
  score: number;
}

export interface GradedDocument {
  mission: string;
  step: string;
  verdict: Verdict;
  diagnoses: readonly Diagnosis[];
  attempts: number;
  /** Of the mission, 0 to 100. */
  score: number;
  /** The place of the error in a refused query. */
  position?: ExprPosition;
  /** not-ready: when to try again, if known. */
  readyInSeconds?: number;
  /** not-ready: what is missing. lab-fault: the error. */
  reason?: string;
  /** What to do about it. */
  hints?: readonly string[];
  /** The hint for this mistake, if the mission has one. */
  hint?: string;
  /** The required parts of the answer: panels, scenarios, families. */
  parts?: readonly Part[];
  /** wrong: series that differ, newest values; null if a side has none. */
  differences?: { labels: Labels; expected: string | null; got: string | null }[];
}

export interface HintDocument {
  mission: string;
  step: string;
  hint: string;
  number: number;
  of: number;
}

export interface SolutionDocument {
  mission: string;
  step: string;
  solution: string;
  explanation: string;
  gaveUp: boolean;
}

export interface ResetDocument {
  mission: string;
  /** Null for the whole mission. */
  step: string | null;
  /** False if the user declined. */
  reset: boolean;
}

const MAX_DIFFERENCES = 20;

export function listDocument({ missions, broken }: Library, progress: Progress): MissionListDocument {
  return {
    missions: missions.map((mission) => ({
      id: mission.id,
      number: mission.number,
      title: mission.title,
      requires: mission.requires,
      steps: mission.steps.length,
      ...missionScore(progress, mission),
    })),
    broken: broken.map(({ error: { file, problems } }) => ({ file, problems })),
  };
}

export function missionDocument(mission: Mission, progress: Progress): MissionDocument {
  return {
    mission: mission.id,
    number: mission.number,
    title: mission.title,
    summary: mission.summary,
    requires: mission.requires,
    steps: mission.steps.map((step) => {
      const record = stepProgressOf(progress, mission.id, step.id);
      return {
        id: step.id,
        title: step.title,
        prompt: step.prompt,
        ...(step.example && { example: step.example }),
        concepts: step.concepts,
        weight: step.weight,
        passed: record.passedAt !== undefined,
        gaveUp: record.gaveUpAt !== undefined,
        attempts: record.attempts,
        hints: { taken: record.hints, of: step.hints.length },
      };
    }),
    ...missionScore(progress, mission),
  };
}

export function gradedDocument(
  mission: Mission,
  step: Step,
  grade: Grade,
  progress: Progress,
): GradedDocument {
  return {
    mission: mission.id,
    step: step.id,
    verdict: grade.verdict,
    diagnoses: grade.diagnoses,
    attempts: stepProgressOf(progress, mission.id, step.id).attempts,
    score: missionScore(progress, mission).score,
    ...(grade.verdict === 'error' && grade.position && { position: grade.position }),
    ...(grade.verdict === 'not-ready' && notReady(grade.readiness)),
    ...(grade.verdict === 'lab-fault' && { reason: grade.reason }),
    ...hintFor(step, grade),
    ...('parts' in grade && grade.parts && { parts: grade.parts }),
    ...(grade.verdict === 'wrong' && grade.comparison && { differences: differences(grade.comparison) }),
  };
}

/** The mission author's hint for the answer's first diagnosis that has one. */
function hintFor({ hintsFor }: Step, { diagnoses }: Grade): { hint?: string } {
  const rule = diagnoses.find((diagnosis) => Object.hasOwn(hintsFor, diagnosis.rule))?.rule;
  return rule === undefined ? {} : { hint: hintsFor[rule]! };
}

function notReady({
  secondsLeft,
  lacking,
  hints,
}: Readiness): Pick<GradedDocument, 'readyInSeconds' | 'reason' | 'hints'> {
  return {
    ...(secondsLeft !== undefined && { readyInSeconds: secondsLeft }),
    ...(lacking !== undefined && { reason: lacking }),
    ...(hints && { hints }),
  };
}

function differences({ pairs, missing, extra }: Comparison): NonNullable<GradedDocument['differences']> {
  return [
    ...pairs
      .filter(({ equal }) => !equal)
      .map(({ labels, reference, answer }) => ({
        labels,
        expected: newestValue(reference.cells),
        got: newestValue(answer.cells),
      })),
    ...missing.map(({ labels, cells }) => ({ labels, expected: newestValue(cells), got: null })),
    ...extra.map(({ labels, cells }) => ({ labels, expected: null, got: newestValue(cells) })),
  ].slice(0, MAX_DIFFERENCES);
}

/** As Prometheus writes it: JSON has neither NaN nor infinity. */
function newestValue(cells: readonly (Cell | undefined)[]): string | null {
  const cell = cells.findLast((value) => value !== undefined);
  if (cell === undefined) return null;
  if (typeof cell === 'number') return formatSampleValue(cell);
  return typeof cell === 'string' ? cell : `${cell.length} samples`;
}
