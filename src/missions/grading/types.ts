import type { ActionId } from '../../../lab/faults/actions.js';
import type { EnvironmentError } from '../../errors.js';
import type { IncidentReport } from '../../incidents/debrief/report.js';
import type { SavedRuns } from '../../load/saved/saved-runs.js';
import type { ExprPosition } from '../../prometheus/errors.js';
import type { Promtool } from '../../prometheus/promtool.js';
import type { PrometheusClient } from '../../prometheus/types.js';
import type { Diagnosis } from '../../promql/diagnosis.js';
import type { Comparison, Evaluation } from '../../promql/meaning/compare.js';
import type { Worlds } from '../../query/evaluate-worlds.js';
import type { AlertmanagerTools } from '../../stack/tools/private-alertmanager.js';
import type { AnswerType } from '../library/schema.js';
import type { StepFault } from '../library/schema/fault-answers.js';
import type { Readiness } from './readiness.js';

/** What graders share: what they are given, and what they return. */

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
  /**
   * The answer can't be read: PromQL that Prometheus refuses, a text that is not a number, a file that does not
   * exist.
   */
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
  /** Left out where nothing asks for it. */
  alertmanager?: AlertmanagerTools;
  /** Made-up worlds to try equal answers in; left out if this lab has none. */
  worlds?: Worlds;
  /** Whether the diagnoses of a wrong query are left out; a dashboard's are needed to choose between its panels. */
  verdictOnly?: boolean;
  /** Reads the load runs and the searches for the limit that were saved on this home. */
  savedLoad: () => Promise<SavedLoad>;
  /** Reads the finished incidents of this home, oldest first; none if left out. */
  incidents?: () => Promise<readonly FinishedIncident[]>;
  /** For steps that break the lab; left out if there is no lab to break. */
  faults?: StepFaults;
  /** Where one runs. */
  grafana?: {
    url: string;
    /** A dashboard by its uid, as Grafana's API gives it; undefined if there is none. */
    dashboard: (uid: string) => Promise<unknown>;
  };
  /** Unix seconds; the clock's time when left out. */
  now?: number;
  /** The lab's when left out. */
  scrapeIntervalSeconds?: number;
}

/** What grading looks at in a finished incident. */
export type FinishedIncident = Pick<
  IncidentReport,
  'id' | 'difficulty' | 'endedAt' | 'score' | 'fields' | 'faults'
>;

/** Puts the faults of steps into effect, one at a time. */
export interface StepFaults {
  /**
   * Puts a step’s fault into effect, and ends the one of another step.
   * @param step the id of the step
   * @returns false if it was in effect already
   * @throws LabError INCIDENT_OPEN, FAULTS_ACTIVE; what injecting it throws
   */
  begin: (fault: StepFault, step: string) => Promise<boolean>;
  /** Ends the fault of a step, if one is in effect, unless it is this one. Resolves even if the lab does not answer. */
  end: (except?: StepFault) => Promise<void>;
  /** Carries out a mitigation. @returns the ids of the faults that it ended @throws LabError */
  act: (action: ActionId) => Promise<readonly string[]>;
}

/** Saved load runs and searches for the limit, each oldest first. */
export type SavedLoad = Pick<SavedRuns, 'runs' | 'limits'>;

/** The world at the moment of grading. */
export type WorldNow = World & PrometheusNow;

/** What a query is evaluated on. */
export type PrometheusNow = Required<Pick<World, 'prometheus' | 'now' | 'scrapeIntervalSeconds'>> &
  Pick<World, 'worlds' | 'verdictOnly'>;
