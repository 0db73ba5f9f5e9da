import { formatNumber } from '../../util/number-format.js';
import type { Diagnosis } from '../diagnosis.js';
import type { Sides } from '../differences/difference.js';
import { type Cell, type Evaluation, type Row, withoutName } from '../meaning/compare.js';
import { explainRejection } from '../refusals/rejection.js';
import type { TellingWorld } from './worlds.js';

/**
 * Why an answer that agrees on live data must not pass, in numbers: what both return in a world in which something
 * happened that did not happen here.
 * @param live what both gave on live data
 * @param reason what tells the two queries apart, if that is known
 */
export function explainWorld(
  { world, reference, answer, comparison, refusal }: TellingWorld,
  {
    live,
    asker,
    reason,
  }: { live: Sides; asker: string; reason?: Pick<Diagnosis, 'message' | 'why' | 'fix'> },
): Diagnosis {
  const here = onlyNumber(live.reference.evaluation);
  const agreed =
    here === undefined ? 'On your data both return the same.' : `On your data both return ${here}.`;
  const told = tellDifference(comparison, { reference, answer, asker });
  if (refusal !== undefined) {
    const { why, fix } = explainRejection(refusal);
    return {
      rule: 'equal-by-accident',
      severity: 'error',
      message: `${agreed} With ${world.title}, Prometheus can’t compute yours: ${withoutSeries(refusal)}.`,
      why,
      fix,
    };
  }
  return {
    rule: 'equal-by-accident',
    severity: 'error',
    message: [`${agreed} With ${world.title}, ${told}.`, reason?.message].filter(Boolean).join(' '),
    why:
      reason?.why ??
      'Two queries that mean different things can return the same values as long as nothing happens that tells them apart.',
    fix:
      reason?.fix ??
      `Compare your function, your window, your labels and your matchers with what the ${asker} asks for, one by one.`,
  };
}

/** `found duplicate series for {…}: [{…}, {…}];many-to-many matching not allowed` without the series. */
function withoutSeries(refusal: string): string {
  return refusal.split(';').at(-1)!.trim();
}

function tellDifference(
  { pairs, missing, extra }: TellingWorld['comparison'],
  { reference, answer, asker }: { reference: Evaluation; answer: Evaluation; asker: string },
): string {
  const other = asker === 'step' ? 'the right query' : 'the reference';
  if (answer.rows.length === 0) {
    return `yours returns nothing and ${other} returns ${rowsText(reference.rows)}`;
  }
  if (reference.rows.length === 0) {
    return `yours returns ${rowsText(answer.rows)} and ${other} returns nothing`;
  }
  const [differing] = pairs.filter(({ equal }) => !equal);
  if (differing) {
    const labels = labelsText(differing.labels);
    const of = labels === '' ? '' : ` for ${labels}`;
    return `yours returns ${cellText(differing.answer.cells[0])}${of} and ${other} ${cellText(differing.reference.cells[0])}`;
  }
  if (missing[0]) {
    return `yours lacks the series ${labelsText(missing[0].labels) || '{}'}, which ${other} has`;
  }
  if (extra[0]) return `yours has a series ${labelsText(extra[0].labels) || '{}'}, which ${other} lacks`;
  return `yours returns something other than ${other}`;
}

/** The value of a result that is one number, at its newest instant. */
function onlyNumber({ rows }: Evaluation): string | undefined {
  const value = rows.length === 1 ? rows[0]!.cells.at(-1) : undefined;
  return typeof value === 'number' ? formatNumber(value) : undefined;
}

function rowsText(rows: readonly Row[]): string {
  return rows.length === 1 ? cellText(rows[0]!.cells[0]) : `${rows.length} series`;
}

function cellText(cell: Cell | undefined): string {
  return typeof cell === 'number' ? formatNumber(Number(cell.toPrecision(4))) : 'nothing';
}

function labelsText(labels: Row['labels']): string {
  const pairs = Object.entries(withoutName(labels)).map(([label, value]) => `${label}="${value}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(', ')}}`;
}
