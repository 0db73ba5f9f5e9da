import { createHash } from 'node:crypto';
import { z } from 'zod';
import { compileRegex } from './regex.js';
import type { Labels } from './types.js';

/**
 * Prometheus' relabelling: applies a list of relabel configs to a label set.
 * Source: https://prometheus.io/docs/prometheus/latest/configuration/configuration/#relabel_config
 */

/** A string, which YAML may have read as a number or a boolean. */
const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const config = z.object({
  source_labels: z.array(z.string()).default([]),
  separator: scalar.default(';'),
  target_label: z.string().default(''),
  regex: scalar.default('(.*)'),
  modulus: z.number().default(0),
  replacement: scalar.default('$1'),
  action: z
    .string()
    .default('replace')
    .transform((action) => action.toLowerCase()),
});

/** With the defaults filled in. */
export type RelabelConfig = z.output<typeof config>;

/** @param value what `promtool check config` accepts as a list of relabel configs */
export function readRelabelConfigs(value: unknown): RelabelConfig[] {
  return z.array(config).parse(value ?? []);
}

/** A regular expression that can't be evaluated here: JavaScript lacks some of RE2's syntax, or its linear time. */
export class ForeignRegexError extends Error {
  override readonly name = 'ForeignRegexError';
  constructor(readonly pattern: string) {
    super(`The regular expression ${pattern} can’t be checked here.`);
  }
}

/**
 * Applies the configs one after the other.
 * @returns the labels that are left; undefined if the series is dropped
 * @throws ForeignRegexError
 */
export function relabel(labels: Labels, configs: readonly RelabelConfig[]): Labels | undefined {
  let current: Labels | undefined = labels;
  for (const step of configs) {
    current = current && applyOne(current, step);
  }
  return current;
}

function applyOne(labels: Labels, config: RelabelConfig): Labels | undefined {
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
      return match ? replaced(labels, expand(target, match), expand(replacement, match)) : labels;
    case 'lowercase':
      return withLabel(labels, target, value.toLowerCase());
    case 'uppercase':
      return withLabel(labels, target, value.toUpperCase());
    case 'hashmod':
      return withLabel(labels, target, String(hashOf(value) % BigInt(config.modulus)));
    case 'labelmap':
      return Object.entries(labels).reduce((mapped, [name, own]) => {
        const found = regex.exec(name);
        return found ? withLabel(mapped, expand(replacement, found), own) : mapped;
      }, labels);
    case 'labeldrop':
      return byName((name) => !regex.test(name));
    case 'labelkeep':
      return byName((name) => regex.test(name));
  }
  throw new Error(`Unknown relabel action: ${action}`);
}

/** Always anchored at both ends. */
function regexOf({ regex }: RelabelConfig): RegExp {
  const compiled = compileRegex(regex);
  if (!compiled) throw new ForeignRegexError(regex);
  return compiled;
}

const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

function replaced(labels: Labels, target: string, value: string): Labels {
  return LABEL_NAME.test(target) ? withLabel(labels, target, value) : labels;
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
