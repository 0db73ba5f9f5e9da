import {
  type Dashboard,
  DashboardFormatError,
  parseDashboard,
} from '../../../../dashboards/model/dashboard.js';
import {
  interpolateQuery,
  interpolateVariables,
  type Interpolation,
} from '../../../../dashboards/model/interpolate.js';
import { resolveVariables } from '../../../../dashboards/model/variables.js';
import { chooseStep, rateInterval } from '../../../../dashboards/panel/step.js';
import type { Diagnosis } from '../../../../promql/diagnosis.js';
import { metricNames } from '../../../../promql/meaning/topic.js';
import { parsePromql } from '../../../../promql/syntax/parse.js';
import type { StepOf } from '../../../library/schema.js';
import { type AnswerFile, isGrade, readAnswerFile } from '../../answer-file.js';
import { checkReadiness } from '../../readiness.js';
import type { Grade, Part, WorldNow } from '../../types.js';
import { gradeQuery } from '../promql.js';
import {
  type Attempt,
  type Candidate,
  chooseAttempt,
  isRight,
  isTitled,
  type WantedPanel,
} from './choose.js';
import { instantProblem, legendProblem, missingPanel, queryProblem, unitProblem } from './problems.js';
import { inWordsOfStep, recognisable, windowProblem, withRateInterval } from './windows.js';

/** What became of a panel that the step asks for. */
type Outcome = { panel: Candidate['panel']; diagnosis?: Diagnosis } | { diagnosis: Diagnosis };

/** A panel that the step asks for, and every query that may be the learner's attempt at it. */
interface Sought {
  name: string;
  panel: WantedPanel;
  topic: readonly string[];
  attempts: readonly Attempt[];
}

/** Grafana's default range, and a panel of usual width: what $__rate_interval and $__interval come from. */
const RANGE = 900;
const POINTS = 450;

/**
 * Grades a Grafana dashboard: for each panel that the step asks for, one must have an equivalent query, a suitable
 * unit and a legend that tells its series apart. Titles and layout are the learner's own.
 */
export async function gradeDashboard(
  { answer: task, needs }: StepOf<'dashboard'>,
  answer: string,
  world: WorldNow,
): Promise<Grade> {
  const dashboard = await readDashboard(answer, world);
  if (isGrade(dashboard)) return dashboard;
  const readiness = await checkReadiness({ needs }, world.prometheus, world);
  if (!readiness.ready) return { verdict: 'not-ready', diagnoses: [], readiness };

  const context = await contextOf(dashboard, world);
  const candidates = dashboard.panels.flatMap((panel) =>
    panel.targets.map(({ expr, legendFormat, instant }) => ({
      panel,
      raw: expr,
      instant,
      legendFormat: interpolateVariables(legendFormat, context.variables),
    })),
  );
  // A window counts only for panels whose reference follows the zoom.
  const readyFor = (followsZoom: boolean): Candidate[] =>
    candidates.map(({ panel, raw, legendFormat, instant }, id) => {
      const { expr, fixed } = followsZoom
        ? withRateInterval(raw, context)
        : { expr: interpolateQuery(raw, context), fixed: [] };
      return { id, panel, expr, fixedWindows: fixed, legendFormat, instant };
    });
  const zooming = readyFor(true);
  const plain = readyFor(false);
  const sought: Sought[] = [];
  for (const panel of task.panels) {
    const found = await tryCandidates(
      panel,
      /\$\{?__rate_interval/.test(panel.reference) ? zooming : plain,
      context,
      world,
    );
    if ('verdict' in found) return found;
    sought.push(found);
  }
  const outcomes = sought.map((one) => outcomeOf(one, sought, context, task.ownLegends ? zooming : []));
  const diagnoses = outcomes.flatMap(({ diagnosis }) => diagnosis ?? []);
  const parts = outcomes.map((outcome, i): Part => ({
    name: task.panels[i]!.name,
    pass: outcome.diagnosis === undefined,
    note: outcome.diagnosis?.message ?? ('panel' in outcome ? `“${outcome.panel.title}”` : ''),
  }));
  return { verdict: diagnoses.length === 0 ? 'pass' : 'wrong', diagnoses, parts };
}

async function readDashboard(answer: string, { grafana }: WorldNow): Promise<Dashboard | Grade> {
  const uid = uidOf(answer, grafana?.url);
  if (uid !== undefined && grafana) {
    const fetched = await grafana.dashboard(uid);
    if (fetched === undefined) return notADashboard(`Grafana has no dashboard ${uid}.`);
    return parseDashboard(fetched);
  }
  const file = await readAnswerFile(answer);
  if (isGrade(file)) return file;
  try {
    return parseDashboard(JSON.parse(file.text));
  } catch (error) {
    if (error instanceof DashboardFormatError) return notADashboard(`${file.name}: ${error.message}.`);
    if (error instanceof SyntaxError) return notJson(file, error);
    throw error;
  }
}

/** The uid in a Grafana address, or a bare uid; undefined if the answer names a file. */
export function uidOf(answer: string, grafanaUrl: string | undefined): string | undefined {
  const text = answer.trim();
  if (grafanaUrl === undefined) return undefined;
  const [, fromUrl] = /^https?:\/\/[^/]+\/d\/([\w-]+)/.exec(text) ?? [];
  return fromUrl ?? (/^[\w-]{1,40}$/.test(text) ? text : undefined);
}

async function contextOf({ variables }: Dashboard, { prometheus, now }: WorldNow): Promise<Interpolation> {
  const step = chooseStep({ range: RANGE, maxPoints: POINTS });
  return {
    variables: await resolveVariables(variables, prometheus, interpolateVariables),
    from: now - RANGE,
    to: now,
    step,
    rateInterval: recognisable(rateInterval(step)),
  };
}

/** Grades every query that may be meant for a panel; a grade if the lab has no data to tell. */
async function tryCandidates(
  panel: WantedPanel,
  candidates: readonly Candidate[],
  context: Interpolation,
  world: WorldNow,
): Promise<Sought | Grade> {
  const { name, about } = panel;
  const reference = interpolateQuery(panel.reference, context);
  const topic = about ?? metricNames(parsePromql(reference).expr);
  const attempts: Attempt[] = [];
  for (const candidate of candidates) {
    const names = metricNames(parsePromql(candidate.expr).expr);
    const isRelated = names.length === 0 || names.some((metric) => topic.includes(metric));
    if (!isRelated && !isTitled(candidate.panel.title, name)) continue;
    const grade = await gradeQuery({ reference, about, needs: [] }, candidate.expr, world);
    if (grade.verdict === 'not-ready' || grade.verdict === 'lab-fault') return grade;
    const isOnTopic = names.length === 0 || topic.every((metric) => names.includes(metric));
    attempts.push({ candidate, grade, isOnTopic });
  }
  return { name, panel, topic, attempts };
}

function outcomeOf(
  one: Sought,
  sought: readonly Sought[],
  context: Interpolation,
  /** Every query of the dashboard, if each needs a legend of its own. */
  siblings: readonly Candidate[],
): Outcome {
  const { panel, topic, attempts } = one;
  const right = attempts.filter(isRight).map(({ candidate, grade }) => ({
    panel: candidate.panel,
    diagnosis:
      (candidate.fixedWindows.length > 0
        ? windowProblem(candidate.panel.title, candidate.fixedWindows)
        : undefined) ??
      unitProblem(panel, candidate) ??
      instantProblem(candidate) ??
      legendProblem(panel, candidate, {
        grade,
        siblings,
        others: sought.flatMap((other) => (other === one ? [] : [other.name])),
      }),
  }));
  const [first] = right;
  if (first) {
    const best = right.find(({ diagnosis }) => diagnosis === undefined) ?? first;
    return { panel: best.panel, ...(best.diagnosis && { diagnosis: best.diagnosis }) };
  }
  const attempt = chooseAttempt(one, sought);
  return {
    diagnosis: attempt
      ? inWordsOfStep(queryProblem(panel, attempt), context)
      : missingPanel(
          panel,
          topic,
          attempts.some(({ candidate }) =>
            metricNames(parsePromql(candidate.expr).expr).some((metric) => topic.includes(metric)),
          ),
        ),
  };
}

/** The place in lines: nobody counts characters. */
function notJson({ name, text }: AnswerFile, { message }: SyntaxError): Grade {
  const [, position] = /at position (\d+)/.exec(message) ?? [];
  const line = position === undefined ? undefined : text.slice(0, Number(position)).split('\n').length;
  const where = line === undefined ? '' : ` in line ${line}`;
  return notADashboard(
    `${name} is not JSON: ${message.replace(/ in JSON at position.*$/, '')}${where}.`,
    'Look at that place and just before it: a comma, a quote or a bracket is missing, or there is one too many.',
  );
}

function notADashboard(message: string, fix = 'In Grafana: Export → Export as JSON.'): Grade {
  return {
    verdict: 'error',
    diagnoses: [
      {
        rule: 'not-a-dashboard',
        severity: 'error',
        message,
        why: 'The answer must be a dashboard in Grafana’s JSON format.',
        fix,
      },
    ],
  };
}
