import { parsePromql } from '../../../promql/syntax/parse.js';
import { formatDuration } from '../../../util/duration.js';
import type { AnswerOf } from '../../library/schema.js';
import type { Mutant, MutantClass } from './mutant.js';
import type { Catalogue } from './promql/canonical.js';
import { isWritable, mutateQuery } from './promql/mutate.js';

/** Wrong dashboards: one panel's query, unit, legend or window is another, or the panel is gone. */

/** A window that nobody writes: what stands for Grafana's variable while the query is read and written again. */
const PLACEHOLDER_SECONDS = 433;
const PLACEHOLDER = formatDuration(PLACEHOLDER_SECONDS);

interface RawPanel {
  title?: string;
  targets?: { expr?: string; legendFormat?: string }[];
  fieldConfig?: { defaults?: { unit?: string } };
}

export interface PanelTask {
  catalogue: Catalogue;
  /** What the step asks of each panel, by the panel's title; a panel without is not asked for. */
  wanted: ReadonlyMap<string, AnswerOf<'dashboard'>['panels'][number]>;
}

/** @param text a dashboard in Grafana's classic JSON */
export function mutateDashboard(
  text: string,
  { catalogue, wanted }: PanelTask,
): { mutants: Mutant[]; equivalent: number } {
  const mutants: Mutant[] = [];
  let equivalent = 0;
  const { panels } = JSON.parse(text) as { panels: RawPanel[] };
  for (const [i, panel] of panels.entries()) {
    const task = wanted.get(panel.title ?? '');
    if (!task) continue;
    const add = (
      kind: MutantClass,
      change: string,
      edit: (other: RawPanel) => void,
      more: Partial<Mutant> = {},
    ): void => {
      const other = JSON.parse(text) as { panels: RawPanel[] };
      edit(other.panels[i]!);
      mutants.push({
        answer: `${JSON.stringify(other, null, 2)}\n`,
        name: `${panel.title}: ${change}`,
        class: kind,
        change,
        ...more,
      });
    };
    add('clause', 'the panel lost its queries', (other) => (other.targets = []));
    for (const [j, { expr: query = '', legendFormat }] of (panel.targets ?? []).entries()) {
      const made = mutateTemplate(query, catalogue);
      equivalent += made.equivalent;
      for (const { answer, class: kind, change, reason } of made.mutants) {
        const name = `${panel.title}: ${answer}`;
        add(kind, change, (other) => (other.targets![j]!.expr = answer), { name, ...(reason && { reason }) });
      }
      for (const legend of legendsLike(legendFormat)) {
        const change = `the legend became ${legend === '' ? 'empty' : legend}`;
        const free = task.legend === undefined && { reason: 'not-asked' as const };
        add('legend', change, (other) => (other.targets![j]!.legendFormat = legend), { ...free });
      }
    }
    const unit = panel.fieldConfig?.defaults?.unit;
    for (const other of unitsLike(unit).filter((one) => !task.unit?.includes(one))) {
      const free = task.unit === undefined && { reason: 'not-asked' as const };
      const edit = (mutated: RawPanel): void => {
        mutated.fieldConfig = { defaults: { ...mutated.fieldConfig?.defaults, unit: other } };
      };
      add('unit', `the unit became ${other}`, edit, { ...free });
    }
  }
  return { mutants, equivalent };
}

/** A query with Grafana's variables for a window in it. */
function mutateTemplate(query: string, catalogue: Catalogue): ReturnType<typeof mutateQuery> {
  const variables = new Set(query.match(/\$__\w+|\$\{__\w+\}/g) ?? []);
  const [variable = '$__rate_interval'] = variables;
  const { expr, complete } = parsePromql(query.replaceAll(variable, PLACEHOLDER));
  if (variables.size > 1 || !complete || !isWritable(expr)) return { mutants: [], equivalent: 0 };
  const { mutants, equivalent } = mutateQuery(expr, { catalogue });
  const restored = (text: string): string => text.replaceAll(PLACEHOLDER, variable);
  return {
    mutants: mutants.map((mutant) => ({
      ...mutant,
      answer: restored(mutant.answer),
      change: restored(mutant.change),
    })),
    equivalent,
  };
}

function legendsLike(legend: string | undefined): string[] {
  return ['errors', '{{job}}', '{{no_such_label}}'].filter((other) => other !== legend);
}

const UNITS = ['s', 'ms', 'reqps', 'short', 'percent', 'percentunit', 'bytes'];

function unitsLike(unit: string | undefined): string[] {
  return UNITS.filter((other) => other !== unit);
}
