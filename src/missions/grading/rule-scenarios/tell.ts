import { formatDuration } from '../../../util/duration.js';
import type { GeneratedScenario } from './generate.js';
import type { Limit } from './reading.js';
import { levelsOf, valueAt } from './supply.js';

/**
 * What was the case at an evaluation, in numbers: "with 5.2 % of http_requests_total{status=~"5.."} for 6m".
 * @returns an empty string if no limit is approached
 */
export function situationAt({ supply, families, interval }: GeneratedScenario, evaluation: number): string {
  const { course, limits } = supply;
  const limit = course.limit ?? limits[0];
  const family = families.find(({ name }) => name === limit?.family);
  if (!limit || !family) return '';
  const instance = course.spread === 'one' ? 1 : 0;
  const { levels } = levelsOf(family, limit.control, { instance, foreign: false }, supply);
  const values = levels.map((level) => valueAt(limit, level));
  const value = values[evaluation] ?? 0;
  const selector = family.classes[0]
    ?.map(({ label, op, value: text }) => `${label}${op}"${text}"`)
    .join(', ');
  const what = quantityText(limit, value, selector === undefined ? '' : `{${selector}}`);
  // A quantile or a rate by group crosses its limit a little earlier or later than what is supplied.
  if (limit.control !== 'share' && limit.control !== 'level') return `with ${what}`;
  const above = value > limit.value;
  const since = values.slice(0, evaluation + 1).findLastIndex((other) => other > limit.value !== above) + 1;
  const lasted = formatDuration((evaluation - since) * interval);
  const border = limit.control === 'share' ? percent(limit.value) : rounded(limit.value);
  return `with ${what} (${above ? 'above' : 'not above'} ${border} for ${lasted})`;
}

function quantityText({ family, control, value: border }: Limit, value: number, selector: string): string {
  switch (control) {
    case 'share':
      return `${percent(value)} of \`${family}\` in \`${selector}\``;
    case 'slow':
      return `${percent(value)} of \`${family}\` above ${border}`;
    case 'traffic':
      return `${rounded(value * 60)} per minute in \`${family}\``;
    default:
      return `\`${family}\` at ${rounded(value)}`;
  }
}

function percent(share: number): string {
  return `${rounded(share * 100)} %`;
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
