import {
  type Dashboard,
  DashboardFormatError,
  type Panel,
  parseDashboard,
} from '../../../dashboards/model/dashboard.js';
import {
  interpolateQuery,
  interpolateVariables,
  type Interpolation,
} from '../../../dashboards/model/interpolate.js';
import { resolveVariables } from '../../../dashboards/model/variables.js';
import { seriesName } from '../../../dashboards/panel/legend.js';
import { chooseStep, rateInterval } from '../../../dashboards/panel/step.js';
import type { Diagnosis } from '../../../promql/diagnosis.js';
import { metricNames } from '../../../promql/meaning/topic.js';
import { parsePromql } from '../../../promql/syntax/parse.js';
import { listed } from '../../../util/words.js';
import type { AnswerOf, StepOf } from '../../library/schema.js';
import { isGrade, readAnswerFile } from '../answer-file.js';
import { checkReadiness } from '../readiness.js';
import type { Grade, Part, WorldNow } from '../types.js';
import { gradeQuery } from './promql.js';

type Wanted = AnswerOf<'dashboard'>['panels'][number];

/** A query of the learner's dashboard, ready for Prometheus. */
interface Candidate {
  panel: Panel;
  expr: string;
  legendFormat: string;
}

/** What became of a panel that the step asks for. */
type Outcome = { panel: Panel; diagnosis?: Diagnosis } | { diagnosis: Diagnosis };

/** Grafana's default range, and a panel of usual width: what $__rate_interval and $__interval come from. */
const RANGE = 900;
const POINTS = 450;

/**
 * Grades a Grafana dashboard: for each panel that the step asks for, one must have an equivalent query, a suitable unit and a
 * legend that tells its series apart. Titles and layout are the learner's own.
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
    panel.targets.map(({ expr, legendFormat }): Candidate => ({
      panel,
      expr: interpolateQuery(expr, context),
      legendFormat: interpolateVariables(legendFormat, context.variables),
    })),
  );
  const outcomes: Outcome[] = [];
  for (const wanted of task.panels) {
    const outcome = await findPanel(wanted, candidates, context, world);
    if ('verdict' in outcome) return outcome;
    outcomes.push(outcome);
  }
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
    if (error instanceof SyntaxError) return notADashboard(`${file.name} is not JSON: ${error.message}.`);
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
    rateInterval: rateInterval(step),
  };
}

/** The panel that shows what is wanted; a grade if the lab has no data to tell. */
async function findPanel(
  wanted: Wanted,
  candidates: readonly Candidate[],
  context: Interpolation,
  world: WorldNow,
): Promise<Outcome | Grade> {
  const reference = interpolateQuery(wanted.reference, context);
  const topic = wanted.about ?? metricNames(parsePromql(reference).expr);
  let closest: { candidate: Candidate; grade: Grade } | undefined;
  let flawed: Outcome | undefined;
  for (const candidate of candidates) {
    const names = metricNames(parsePromql(candidate.expr).expr);
    const related = names.some((name) => topic.includes(name)) || names.length === 0;
    if (!related && candidate.panel.title.toLowerCase() !== wanted.name.toLowerCase()) continue;
    const grade = await gradeQuery({ reference, about: wanted.about, needs: [] }, candidate.expr, world);
    if (grade.verdict === 'not-ready' || grade.verdict === 'lab-fault') return grade;
    if (grade.verdict !== 'pass') {
      closest = closer(closest, { candidate, grade });
      continue;
    }
    const diagnosis = unitProblem(wanted, candidate) ?? legendProblem(wanted, candidate, grade);
    if (!diagnosis) return { panel: candidate.panel };
    flawed ??= { panel: candidate.panel, diagnosis };
  }
  if (flawed) return flawed;
  return { diagnosis: closest ? queryProblem(wanted, closest) : missingPanel(wanted, topic) };
}

type Tried = { candidate: Candidate; grade: Grade };

/** Of two panels that are not right, the one that has more right series. */
function closer(a: Tried | undefined, b: Tried): Tried {
  return !a || likeness(b) > likeness(a) ? b : a;
}

function likeness({ grade }: Tried): number {
  if (grade.verdict !== 'wrong' || !grade.comparison) return grade.verdict === 'error' ? -1 : 0;
  const { pairs, missing, extra } = grade.comparison;
  return (
    (pairs.length + pairs.filter(({ equal }) => equal).length) /
    (1 + pairs.length + missing.length + extra.length)
  );
}

function queryProblem({ name }: Wanted, { candidate: { panel }, grade }: Tried): Diagnosis {
  const [first] = grade.diagnoses;
  return {
    rule: 'panel-query',
    severity: 'error',
    message: `“${panel.title}” does not show ${name}${first ? `. ${first.message}` : '.'}`,
    why: first?.why ?? 'Its query gives a different result from the one asked for.',
    fix: first?.fix ?? 'Compare its result with what is asked for.',
  };
}

function missingPanel({ name }: Wanted, topic: readonly string[]): Diagnosis {
  return {
    rule: 'panel-missing',
    severity: 'error',
    message: `No panel shows ${name}.`,
    why: `No query on the dashboard uses ${listed(topic, { joiner: 'or' })}.`,
    fix: 'Add a panel for it.',
  };
}

function unitProblem({ unit }: Wanted, { panel }: Candidate): Diagnosis | undefined {
  if (!unit || unit.includes(panel.unit)) return undefined;
  return {
    rule: 'panel-unit',
    severity: 'error',
    message: `“${panel.title}” uses the unit ${panel.unit}.`,
    why: 'A number means little without its unit: 0.2 may be a fifth of a second or of all requests.',
    fix: `Choose another unit in the panel’s options: ${listed(unit, { joiner: 'or' })}.`,
  };
}

function legendProblem(
  { legend }: Wanted,
  { panel, expr, legendFormat }: Candidate,
  grade: Grade,
): Diagnosis | undefined {
  const rows = grade.verdict === 'pass' ? (grade.result?.rows ?? []) : [];
  const lacking = (legend ?? []).filter((label) =>
    rows.some(({ labels }) => !seriesName(legendFormat, labels, expr).includes(labels[label] ?? '')),
  );
  if (lacking.length === 0) return undefined;
  return {
    rule: 'panel-legend',
    severity: 'error',
    message: `The legend of “${panel.title}” does not show ${listed(lacking)}.`,
    why: 'Nobody reads a legend whose lines look alike, or whose names are as long as the query.',
    fix: `Use the label in the legend’s format: {{${lacking[0]}}}`,
  };
}

function notADashboard(message: string): Grade {
  return {
    verdict: 'error',
    diagnoses: [
      {
        rule: 'not-a-dashboard',
        severity: 'error',
        message,
        why: 'The answer must be a dashboard in Grafana’s JSON format.',
        fix: 'In Grafana: Export → Export as JSON, in the classic model.',
      },
    ],
  };
}
