import type { Labels, PrometheusClient } from '../../../prometheus/types.js';
import { metricNames } from '../../../promql/meaning/topic.js';
import { type Expr, selectors } from '../../../promql/syntax/ast.js';
import { parsePromql } from '../../../promql/syntax/parse.js';
import { grade } from '../../grading/grade.js';
import { evaluateNumber, evaluateSpan } from '../../grading/graders/number.js';
import type { WorldNow } from '../../grading/types.js';
import { isStepOf, type Mission, type Step, type StepOf } from '../../library/schema.js';
import { readExamples } from '../examples.js';
import { mutateAlertmanager } from './alertmanager.js';
import { mutateDashboard, type PanelTask } from './dashboard.js';
import { mutateExposition } from './exposition.js';
import type { Mutant } from './mutant.js';
import { mutateChoice, mutateNumber } from './numbers.js';
import type { Catalogue } from './promql/canonical.js';
import { isWritable, mutateQuery, mutateTwice } from './promql/mutate.js';
import { print } from './promql/print.js';
import { mutateRelabel } from './relabel.js';
import { mutateRules } from './rules.js';

/** The mutants of one accepted answer. */
export interface Source {
  path: readonly (string | number)[];
  mutants: readonly Mutant[];
  /** How many changes gave what means the same. */
  equivalent: number;
  /** Makes mutants with two changes, of those with one that fail. */
  twice?: (graded: { failing: readonly Mutant[]; passing: readonly Mutant[] }) => Omit<Source, 'path'>;
}

/** The mutants of all accepted answers of a step; none where an answer is something done, not something typed. */
export async function sourcesOf(mission: Mission, step: Step, world: WorldNow): Promise<Source[]> {
  if (isStepOf('promql', step)) return querySources(step, world.prometheus);
  if (isStepOf('number', step)) {
    const right = await evaluateNumber(step.answer.reference, world);
    const span = await evaluateSpan(step.answer, world);
    const mutants = right === undefined ? [] : mutateNumber(right, step, span);
    return [{ path: ['answer', 'reference'], mutants, equivalent: 0 }];
  }
  if (isStepOf('choice', step)) {
    return [{ path: ['answer', 'options'], mutants: mutateChoice(step), equivalent: 0 }];
  }
  const { answer } = step;
  if (!('accept' in answer) || answer.type === 'promql') return [];
  const { accept } = await readExamples(answer, mission);
  const sources: Source[] = [];
  for (const { text, path } of accept) {
    switch (answer.type) {
      case 'rules':
        sources.push({ path, ...mutateRules(text, answer) });
        break;
      case 'dashboard':
        sources.push({
          path,
          ...mutateDashboard(text, await panelTask(step as StepOf<'dashboard'>, text, world)),
        });
        break;
      case 'exposition':
        sources.push({ path, mutants: mutateExposition(text, answer), equivalent: 0 });
        break;
      case 'relabel':
        sources.push({ path, mutants: mutateRelabel(text), equivalent: 0 });
        break;
      case 'alertmanager':
        sources.push({ path, mutants: mutateAlertmanager(text, answer), equivalent: 0 });
    }
  }
  return sources;
}

/** Mutants with two changes of one accepted answer, about. */
const MAX_TWICE = 180;

async function querySources({ answer }: StepOf<'promql'>, prometheus: PrometheusClient): Promise<Source[]> {
  const given = [
    { text: answer.reference, path: ['answer', 'reference'] },
    ...answer.accept.map((text, i) => ({ text, path: ['answer', 'accept', i] })),
  ];
  const parsed = given
    .map(({ text, path }) => ({ path, ...parsePromql(text) }))
    .filter(({ complete, expr }) => complete && isWritable(expr));
  const accepted = parsed.map(({ expr }) => expr);
  const catalogue = await lookUpSeries(accepted, prometheus);
  return parsed.map(({ expr, path }) => {
    const { mutants, equivalent } = mutateQuery(expr, { catalogue, accepted });
    return {
      path,
      mutants: named(mutants),
      equivalent,
      twice: ({ failing, passing }) => {
        const own = new Set(mutants.map(({ answer }) => answer));
        const made = mutateTwice(
          failing.filter(({ answer }) => own.has(answer)),
          {
            catalogue,
            passing: [...accepted, ...passing.map(({ answer }) => parsePromql(answer).expr)],
            limit: MAX_TWICE,
          },
        );
        return { ...made, mutants: named(made.mutants) };
      },
    };
  });
}

function named(mutants: readonly Omit<Mutant, 'name'>[]): Mutant[] {
  return mutants.map((mutant) => ({ ...mutant, name: mutant.answer }));
}

async function lookUpSeries(exprs: readonly Expr[], prometheus: PrometheusClient): Promise<Catalogue> {
  const names = [...new Set(exprs.flatMap((expr) => metricNames(expr)))];
  const sets = names.map(
    async (name) => [name, await prometheus.series(`{__name__=${JSON.stringify(name)}}`)] as const,
  );
  const nameless = exprs
    .flatMap(selectors)
    .filter(({ metric, matchers }) => metric === undefined && matchers.length > 0)
    .map(({ matchers }) => prometheus.series(print({ kind: 'selector', matchers, from: 0, to: 0 })));
  const found = new Map<string, readonly Labels[]>(await Promise.all(sets));
  if (nameless.length > 0) found.set('', (await Promise.all(nameless)).flat());
  return found;
}

/** Which panel of a right dashboard shows what is asked for. */
async function panelTask(step: StepOf<'dashboard'>, text: string, world: WorldNow): Promise<PanelTask> {
  const graded = await grade(step, text, world);
  const parts = graded.verdict === 'pass' ? (graded.parts ?? []) : [];
  const wanted = new Map(parts.map(({ note }, i) => [note.slice(1, -1), step.answer.panels[i]!]));
  const references = step.answer.panels.map(
    ({ reference }) => parsePromql(reference.replace(/\$__\w+|\$\{__\w+\}/g, '1m')).expr,
  );
  return { wanted, catalogue: await lookUpSeries(references, world.prometheus) };
}
