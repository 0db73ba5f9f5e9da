import type { Asker, Diagnosis } from '../diagnosis.js';
import type { Sides } from '../differences/difference.js';
import { compareEvaluations } from '../meaning/compare.js';
import { noFacts } from '../meaning/facts.js';
import { type Expr, walk } from '../syntax/ast.js';
import { TWO_SAMPLE_FUNCTIONS } from '../syntax/functions.js';
import { explainAccident, reasonForAccident } from './accident.js';
import { contradictsPass } from './diagnose.js';
import { explainWorld } from './explain-world.js';
import type { JudgeOptions } from './options.js';
import { unaskedFilter } from './unasked-filter.js';
import { knowsReference, tellingWorld } from './worlds.js';

/**
 * What equal values are worth. They prove little as long as nothing happens that would tell the two queries apart.
 * `accident`: why they are equal only by accident. `proven`: they were equal where something did happen, too.
 */
export type Proof = { accident: Diagnosis } | { proven: boolean };

/**
 * Tries two queries that agree on live data where more has happened: in made-up worlds if there are any that know
 * their metrics, otherwise with made-up growth on top of the live data.
 * @throws what `lookUp`, `worlds` and `imagined` throw
 */
export async function proveEqual(sides: Sides, options: JudgeOptions): Promise<Proof> {
  const { asker = 'step', lookUp } = options;
  const contradiction = await contradictionIn(sides, options);
  if (contradiction) return { accident: contradiction };
  if (isSameQuery(sides)) return { proven: true };
  const filter = harmfulFilter(sides, asker);
  const inWorlds = await tryInWorlds(sides, filter, { ...options, asker });
  // No world has every value that a filter would drop.
  if (filter && !(inWorlds && 'accident' in inWorlds)) return { accident: filter };
  if (inWorlds) return inWorlds;
  const evaluations = await options.imagined();
  if (!evaluations) return { proven: false };
  const { metricName = false } = options;
  const comparison = compareEvaluations(evaluations.reference, evaluations.answer, { metricName });
  if (comparison.equal) return { proven: true };
  const imagined = {
    reference: { ...sides.reference, evaluation: evaluations.reference },
    answer: { ...sides.answer, evaluation: evaluations.answer },
  };
  return { accident: explainAccident({ ...imagined, comparison, asker }, await lookUp()) };
}

/** Whether the answer is the reference, but for white space and parentheses. */
function isSameQuery({ reference, answer }: Sides): boolean {
  const withoutPlaces = (expr: Expr): string =>
    JSON.stringify(expr, (key, value: unknown) => (key === 'from' || key === 'to' ? undefined : value));
  const whole = [...walk(answer.expr)].every(({ node }) => node.kind !== 'broken');
  return whole && withoutPlaces(reference.expr) === withoutPlaces(answer.expr);
}

/** A rule that the answer breaks and the reference does not, and that no values can make right. */
async function contradictionIn(
  { reference, answer }: Sides,
  { lookUp, scrapeIntervalSeconds }: JudgeOptions,
): Promise<Diagnosis | undefined> {
  const known = growthFunctions(reference.expr);
  const unusual = growthFunctions(answer.expr).some((func) => !known.includes(func));
  // The server is asked for the types of metrics only if the text alone looks suspicious.
  const suspicious = unusual || contradictsPass(reference.expr, answer.expr, noFacts(scrapeIntervalSeconds));
  return suspicious ? contradictsPass(reference.expr, answer.expr, await lookUp()) : undefined;
}

/** Undefined if there are no worlds, or none that knows the reference's metrics. */
async function tryInWorlds(
  sides: Sides,
  filter: Diagnosis | undefined,
  options: JudgeOptions & { asker: Asker },
): Promise<Proof | undefined> {
  const { asker } = options;
  const view = await options.worlds?.();
  if (!view || !knowsReference(view)) return undefined;
  const exprs = { reference: sides.reference.expr, answer: sides.answer.expr };
  const { metricName = false, exemptWorlds: exempt = [] } = options;
  const telling = tellingWorld(view, exprs, { metricName, exempt });
  if (!telling) return { proven: true };
  const inWorld = {
    reference: { ...sides.reference, evaluation: telling.reference },
    answer: { ...sides.answer, evaluation: telling.answer },
  };
  const difference = { ...inWorld, comparison: telling.comparison, asker };
  const reason = options.verdictOnly
    ? undefined
    : (reasonForAccident(difference, await options.lookUp()) ?? filter);
  return { accident: explainWorld(telling, { live: sides, asker, ...(reason && { reason }) }) };
}

function harmfulFilter(sides: Sides, asker: Asker): Diagnosis | undefined {
  const filter = unaskedFilter(sides, asker);
  return filter?.severity === 'error' ? filter : undefined;
}

function growthFunctions(expr: Expr): string[] {
  return [...walk(expr)].flatMap(({ node }) =>
    node.kind === 'call' && TWO_SAMPLE_FUNCTIONS.has(node.func) ? [node.func] : [],
  );
}

/** What a pass says that could not be proven. */
export const UNPROVEN: Diagnosis = {
  rule: 'unproven',
  severity: 'info',
  message: 'Both give the same now, and nothing more could be tried.',
  why: 'Queries of different meaning can agree as long as nothing happens that tells them apart, such as an error or a restart.',
  fix: 'Compare them again when more has happened, or read both side by side.',
};
