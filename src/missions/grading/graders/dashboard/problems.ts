import { seriesName } from '../../../../dashboards/panel/legend.js';
import type { Labels } from '../../../../prometheus/types.js';
import type { Diagnosis } from '../../../../promql/diagnosis.js';
import { listed } from '../../../../util/text/words.js';
import type { Grade } from '../../types.js';
import type { Attempt, Candidate, WantedPanel } from './choose.js';

/** What is wrong with a panel, in the words of the step. */

export function queryProblem({ name }: WantedPanel, { candidate: { panel }, grade }: Attempt): Diagnosis {
  const [first] = grade.diagnoses;
  return {
    rule: 'panel-query',
    severity: 'error',
    message: `“${panel.title}” does not show ${name}${first ? `. ${first.message}` : '.'}`,
    why: first?.why ?? 'Its query returns something other than what the step asks for.',
    fix: first?.fix || 'Compare its result with what the step asks for.',
  };
}

/** @param isUsed true if some query reads one of the metrics: then it shows something else */
export function missingPanel({ name }: WantedPanel, topic: readonly string[], isUsed: boolean): Diagnosis {
  const metrics = listed(topic, { joiner: isUsed ? 'and' : 'or' });
  return {
    rule: 'panel-missing',
    severity: 'error',
    message: `No panel shows ${name}.`,
    why: isUsed
      ? `The queries that use ${metrics} show something else.`
      : `No query that is shown uses ${metrics}.`,
    fix: isUsed
      ? 'Add a panel, or a query to a panel, that shows it.'
      : 'Add a panel, or a query to a panel, that shows it. A query with `"hide": true` shows nothing.',
  };
}

export function unitProblem({ unit }: WantedPanel, { panel }: Candidate): Diagnosis | undefined {
  if (!unit || unit.includes(panel.unit)) return undefined;
  return {
    rule: 'panel-unit',
    severity: 'error',
    message: `“${panel.title}” uses the unit ${panel.unit}.`,
    why: 'A number means little without its unit: 0.2 may be a fifth of a second or of all requests.',
    fix: `Choose another unit in the panel’s options: ${listed(unit, { joiner: 'or' })}.`,
  };
}

/** A time series panel without a line. */
export function instantProblem({ panel, instant = false }: Candidate): Diagnosis | undefined {
  if (!instant || panel.kind !== 'timeseries') return undefined;
  return {
    rule: 'panel-query',
    severity: 'error',
    message: `A query of “${panel.title}” is instant: the panel shows one point instead of a line.`,
    why: 'An instant query is evaluated once, at the end of the range. That fits a table or a single number.',
    fix: 'Remove `"instant": true` from the query.',
  };
}

/** A value that no label has: a legend that shows it shows any value, those of tomorrow too. */
const PROBE = '\u0001';

/**
 * @param siblings every query of the dashboard, if each needs a legend of its own
 * @param others what the step's other panels show
 */
export function legendProblem(
  { name, legend = [] }: WantedPanel,
  candidate: Candidate,
  {
    grade,
    siblings,
    others = [],
  }: { grade: Grade; siblings: readonly Candidate[]; others?: readonly string[] },
): Diagnosis | undefined {
  const { panel, expr, legendFormat } = candidate;
  const rows = grade.verdict === 'pass' ? (grade.result?.rows ?? []) : [];
  const labels = rows[0]?.labels ?? {};
  const isHidden = panel.legend?.show === false && panel.kind === 'timeseries';
  if (isHidden && legend.length > 0) {
    return {
      rule: 'panel-legend',
      severity: 'error',
      message: `The legend of “${panel.title}” is hidden.`,
      why: 'Without a legend, nobody knows which line is which.',
      fix: 'Write `"showLegend": true` under `options`, `legend`, or remove that part.',
    };
  }
  const lacking = legend.filter(
    (label) => !seriesName(legendFormat, { ...labels, [label]: PROBE }, expr).includes(PROBE),
  );
  if (lacking.length > 0) {
    return {
      rule: 'panel-legend',
      severity: 'error',
      message: `The legend of “${panel.title}” does not show ${listed(lacking)}.`,
      why: 'Nobody reads a legend whose lines look alike, or whose names are as long as the query.',
      fix: `Use the label in the legend’s format: {{${lacking[0]}}}`,
    };
  }
  return (
    sharedLegend(candidate, labels, siblings) ??
    (siblings.length > 0 ? wrongName(name, candidate, { siblings, others }) : undefined)
  );
}

/** A legend, or the title of a panel with one query, that names what another query shows. */
function wrongName(
  name: string,
  { panel, legendFormat }: Candidate,
  { siblings, others }: { siblings: readonly Candidate[]; others: readonly string[] },
): Diagnosis | undefined {
  const isAlone = siblings.filter((other) => other.panel === panel).length === 1;
  for (const [what, text] of [
    ['legend', legendFormat],
    ...(isAlone ? [['title', panel.title]] : []),
  ] as const) {
    const named = namedBy(text!, [name, ...others]);
    // Two of them at once are a difference or a comparison.
    if (named.length !== 1 || named[0] === name) continue;
    return {
      rule: 'panel-legend',
      severity: 'error',
      message: `The ${what} “${text}” is on the query that shows ${name}.`,
      why: `It names ${named[0]}, so everyone reads one line as the other.`,
      fix: `Write a ${what} that says what the query shows: ${name}.`,
    };
  }
  return undefined;
}

/** Which of the names a text means, by the words that only one of them has: “create” is “items created”. */
function namedBy(text: string, names: readonly string[]): string[] {
  const words = stemsOf(text);
  return names.filter((name) =>
    stemsOf(name).some(
      (stem) =>
        words.includes(stem) && !names.some((other) => other !== name && stemsOf(other).includes(stem)),
    ),
  );
}

function stemsOf(text: string): string[] {
  return (text.toLowerCase().match(/[a-z]{3,}/g) ?? []).map((word) => word.replace(/(?:ing|ed|es|e|s)$/, ''));
}

/** Lines of one panel need names of their own; a panel with one query has its title. */
function sharedLegend(
  { panel, legendFormat }: Candidate,
  labels: Labels,
  siblings: readonly Candidate[],
): Diagnosis | undefined {
  const lines = siblings.filter((other) => other.panel === panel);
  const text = legendFormat.trim();
  const same = lines.filter((other) => other.legendFormat.trim() === text);
  // A label that the series don't have shows nothing.
  const shown = text.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, label: string) => labels[label] ?? '').trim();
  if (lines.length < 2 || (shown !== '' && same.length < 2)) return undefined;
  return {
    rule: 'panel-legend',
    severity: 'error',
    message:
      shown === ''
        ? `A query of “${panel.title}” has no legend.`
        : `${same.length} queries of “${panel.title}” have the legend “${text}”.`,
    why: 'Lines with the same name can’t be told apart, and without a legend the name is the whole query.',
    fix: 'Give each query its own legend, such as “created”.',
  };
}
