import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type AnchoredRegex, compileRe2 } from './re2.js';
import type { Labels } from './types.js';

/**
 * Prometheus' relabelling: what a list of relabel configs makes of a label set.
 * Source: https://prometheus.io/docs/prometheus/latest/configuration/configuration/#relabel_config
 */

/** YAML may have read a text as a number or a boolean; Prometheus takes it as it is written. */
const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const config = z.object({
  source_labels: z.array(scalar).default([]),
  separator: scalar.default(';'),
  target_label: scalar.default(''),
  regex: scalar.default('(.*)'),
  // Prometheus cuts off what is after the point.
  modulus: z.coerce.number().transform(Math.trunc).default(0),
  replacement: scalar.default('$1'),
  action: scalar.default('replace').transform((action) => action.toLowerCase()),
});

/** With the defaults filled in. */
export type RelabelConfig = z.output<typeof config>;

/**
 * @param value what `promtool check config` accepts as a list of relabel configs, without fields that are null
 * @throws ZodError if it is something else
 */
export function readRelabelConfigs(value: unknown): RelabelConfig[] {
  return z.array(config).parse(value ?? []);
}

/** Prometheus 2.x knows label names of letters, digits and underscores; since 3.0 any text is one. */
export type LabelNames = 'classic' | 'utf8';

/**
 * Applies the configs one after the other.
 * @returns the labels that are left; undefined if the series is dropped
 * @throws RegexSyntaxError
 */
export function relabel(
  labels: Labels,
  configs: readonly RelabelConfig[],
  { names = 'classic' }: { names?: LabelNames } = {},
): Labels | undefined {
  let current: Labels | undefined = labels;
  for (const step of configs) {
    current = current && applyOne(current, step, names);
  }
  return current;
}

function applyOne(labels: Labels, config: RelabelConfig, names: LabelNames): Labels | undefined {
  const { action, target_label: target, replacement } = config;
  const regex = regexOf(config);
  // A label that is missing counts as empty, as everywhere in Prometheus.
  const value = config.source_labels.map((name) => labels[name] ?? '').join(config.separator);
  const match = regex.exec(value);
  const byName = (keep: (name: string) => boolean): Labels =>
    Object.fromEntries(Object.entries(labels).filter(([name]) => keep(name)));
  switch (action) {
    case 'keep':
      return match ? labels : undefined;
    case 'drop':
      return match ? undefined : labels;
    case 'keepequal':
      return (labels[target] ?? '') === value ? labels : undefined;
    case 'dropequal':
      return (labels[target] ?? '') === value ? undefined : labels;
    case 'replace':
      return match ? replaced(labels, expand(target, match), expand(replacement, match), names) : labels;
    case 'lowercase':
      return withLabel(labels, target, value.toLowerCase());
    case 'uppercase':
      return withLabel(labels, target, value.toUpperCase());
    case 'hashmod':
      return withLabel(labels, target, String(hashOf(value) % BigInt(Math.max(1, config.modulus))));
    case 'labelmap':
      return Object.entries(labels).reduce((mapped, [name, own]) => {
        const found = regex.exec(name);
        return found ? withLabel(mapped, expand(replacement, found), own) : mapped;
      }, labels);
    case 'labeldrop':
      return byName((name) => !regex.exec(name));
    case 'labelkeep':
      return byName((name) => regex.exec(name) !== null);
  }
  throw new Error(`Unknown relabel action: ${action}`);
}

const compiled = new Map<string, AnchoredRegex>();

/** Each is used for every series: compiling is what takes time. */
function regexOf({ regex }: RelabelConfig): AnchoredRegex {
  const known = compiled.get(regex);
  if (known) return known;
  const made = compileRe2(regex);
  if (compiled.size >= 100) compiled.clear();
  compiled.set(regex, made);
  return made;
}

const CLASSIC_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

function replaced(labels: Labels, target: string, value: string, names: LabelNames): Labels {
  const isName = names === 'classic' ? CLASSIC_NAME.test(target) : target !== '';
  return isName ? withLabel(labels, target, value) : labels;
}

/** An empty value removes the label. */
function withLabel(labels: Labels, name: string, value: string): Labels {
  const { [name]: _, ...others } = labels;
  return value === '' ? others : { ...others, [name]: value };
}

/** `$1`, `${1}`, `$name` and `$$`, as Go reads them: the longest name counts, so `$1x` is the group 1x, and empty. */
function expand(template: string, match: RegExpExecArray): string {
  return template.replace(/\$(?:\$|(\w+)|\{(\w+)\})/g, (whole, bare?: string, braced?: string) => {
    if (whole === '$$') return '$';
    const group = bare ?? braced ?? '';
    return (/^\d+$/.test(group) ? match[Number(group)] : match.groups?.[group]) ?? '';
  });
}

/** The last eight bytes of the MD5 sum, big-endian. */
function hashOf(value: string): bigint {
  return createHash('md5').update(value).digest().readBigUInt64BE(8);
}
