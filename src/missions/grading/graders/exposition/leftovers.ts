import type { ExpositionSample } from '../../../../prometheus/exposition.js';
import type { Diagnosis } from '../../../../promql/diagnosis.js';
import { nearest } from '../../../../util/nearest.js';
import { belongsTo, type Family, openMetricsName, problem } from './family.js';

/**
 * A sample that looks like one of a family that is asked for, but has another name and no TYPE: a line that was
 * forgotten or mistyped. Other families, declared as such, are the page's own business.
 */
export function leftover(
  families: readonly Family[],
  samples: readonly ExpositionSample[],
  types: ReadonlyMap<string, string>,
): Diagnosis | undefined {
  for (const { name } of samples) {
    if (families.some((family) => belongsTo(name, family.name, family.type)) || isDeclared(name, types)) {
      continue;
    }
    const family = families.find((asked) => isLike(name, asked));
    if (family) return leftoverOf(name, family);
  }
  return undefined;
}

function leftoverOf(name: string, family: Family): Diagnosis {
  const isCloser = name.startsWith(family.name) && family.type !== 'histogram';
  return problem('family-leftover', `\`${name}\` is neither \`${family.name}\` nor a family of its own.`, {
    why: 'Another name is another metric: without a TYPE line, it has no type, and no query for the right name finds it.',
    fix: isCloser
      ? `Remove the line, or write it as \`${family.name}\`; what tells its series apart goes into a label.`
      : `Remove the line, or rename it to ${family.type === 'histogram' ? `\`${family.name}_bucket\`, \`_sum\` or \`_count\`` : `\`${family.name}\``}.`,
  });
}

/** A sample with a time of its own: Prometheus stores it at that time, or rejects it as too old. */
export function timestamped(families: readonly Family[], text: string): Diagnosis | undefined {
  for (const [line, name, time] of text.matchAll(TIMED)) {
    if (!families.some((family) => belongsTo(name!, family.name, family.type))) continue;
    return problem('family-timestamp', `\`${line.trim()}\` has a timestamp, ${time}.`, {
      why: 'Prometheus then stores the value at that time instead of now, and rejects it once it is too old.',
      fix: `Remove the ${time} at the end of the line.`,
    });
  }
  return undefined;
}
const TIMED = /^[ \t]*([a-zA-Z_:][\w:]*)(?:\{.*\})?[ \t]+[^\s#]+[ \t]+(-?\d+)[ \t\r]*$/gm;

/** A family's parts go by its name, and a counter's TYPE line may leave out _total. */
function isDeclared(name: string, types: ReadonlyMap<string, string>): boolean {
  const family = name.replace(/_(bucket|sum|count|total|created|info|gsum|gcount)$/, '');
  return types.has(name) || types.has(family) || types.has(openMetricsName(name, 'counter'));
}

function isLike(name: string, family: Family): boolean {
  const stem = family.name.replace(/_(total|seconds|bytes|ratio)$/, '');
  return name === stem || name.startsWith(`${stem}_`) || nearest(name, [family.name]).length > 0;
}
