import { EnvironmentError } from '../../errors.js';
import type { Comparison, Evaluation } from '../../promql/meaning/compare.js';
import type { Diagnosis } from '../../promql/diagnosis.js';
import type { ExprPosition } from '../../prometheus/errors.js';
import type { PrometheusClient } from '../../prometheus/types.js';
import type { Promtool } from '../../prometheus/promtool.js';
import { gradeCheck } from './graders/check.js';
import { gradeChoice } from './graders/choice.js';
import { gradeDashboard } from './graders/dashboard.js';
import { gradeExposition } from './graders/exposition.js';
import { gradeLoad } from './graders/load.js';
import { gradeNumber } from './graders/number.js';
import { gradePromql } from './graders/promql.js';
import { gradeRelabel } from './graders/relabel.js';
import { gradeRules } from './graders/rules.js';
import type { Readiness } from './readiness.js';
import { isStepOf, type AnswerType, type Step } from '../library/schema.js';

/** What became of an answer. `not-ready` and `lab-fault` say nothing about it and never count as attempts. */
export type Grade =
  | { verdict: 'pass'; diagnoses: readonly Diagnosis[]; result?: Evaluation; parts?: readonly Part[] }
  | {
      verdict: 'wrong' | 'empty';
      diagnoses: readonly Diagnosis[];
      /** Of a query and its reference. */
      comparison?: Comparison;
      /** What is the case instead: shown as a table. */
      result?: Evaluation;
      parts?: readonly Part[];
    }
  /** The answer can't be read: PromQL that Prometheus refuses, a number that is none, a file that is not there. */
  | { verdict: 'error'; diagnoses: readonly Diagnosis[]; position?: ExprPosition; of?: AnswerType }
  | { verdict: 'not-ready'; diagnoses: readonly []; readiness: Readiness }
  | {
      verdict: 'lab-fault';
      diagnoses: readonly [];
      reason: string;
      /** Where this machine lacks what grading takes, such as a Docker engine that has gone. */
      cause?: EnvironmentError;
    };

/** What an answer of several parts must have: a panel, a scenario, a family. Shown line by line with ✓ or ✗. */
export interface Part {
  name: string;
  pass: boolean;
  /** What is the case, in a few words. */
  note: string;
}

export type Verdict = Grade['verdict'];

/** What an answer is graded against: the lab, or in `mission check` what stands in for it. */
export interface World {
  prometheus: PrometheusClient;
  promtool: Promtool;
  /** Where the load runs of this home are saved. */
  runsDir: string;
  /** Where one runs. */
  grafana?: {
    url: string;
    /** A dashboard by its uid, as Grafana's API gives it; undefined where there is none. */
    dashboard: (uid: string) => Promise<unknown>;
  };
  /** Unix seconds; the clock's time when left out. */
  now?: number;
  /** The lab scrapes every second. */
  scrapeIntervalSeconds?: number;
}

/** The world at the moment of grading. */
export type WorldNow = World & PrometheusNow;

/** What a query is evaluated on. */
export type PrometheusNow = Required<Pick<World, 'prometheus' | 'now' | 'scrapeIntervalSeconds'>>;

/**
 * Grades an answer of any type.
 *
 * Never rejects: whatever goes wrong here is the lab's fault, not the answer's.
 * @param answer as it was typed; describeAnswer() says what that is for each type
 */
export async function grade(step: Step, answer: string, world: World): Promise<Grade> {
  try {
    const now = { now: Date.now() / 1000, scrapeIntervalSeconds: 1, ...world };
    const result = await gradeByType(step, answer, now);
    return result.verdict === 'error' ? { ...result, of: step.answer.type } : result;
  } catch (error) {
    return {
      verdict: 'lab-fault',
      diagnoses: [],
      reason: error instanceof Error ? error.message : String(error),
      ...(error instanceof EnvironmentError && { cause: error }),
    };
  }
}

async function gradeByType(step: Step, answer: string, world: WorldNow): Promise<Grade> {
  if (isStepOf('promql', step)) return gradePromql(step, answer, world);
  if (isStepOf('number', step)) return gradeNumber(step, answer, world);
  if (isStepOf('check', step)) return gradeCheck(step, world);
  if (isStepOf('dashboard', step)) return gradeDashboard(step, answer, world);
  const { answer: task } = step;
  switch (task.type) {
    case 'choice':
      return gradeChoice(task, answer);
    case 'rules':
      return gradeRules(task, answer, world);
    case 'exposition':
      return gradeExposition(task, answer, world);
    case 'relabel':
      return gradeRelabel(task, answer, world);
    case 'load':
      return gradeLoad(task, answer, world);
  }
  throw new Error(`There is no answer of the type ${task.type}.`);
}
