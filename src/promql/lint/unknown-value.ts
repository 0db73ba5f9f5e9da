import { compileRegex } from '../../prometheus/regex.js';
import { nearest } from '../../util/nearest.js';
import { counted, listed } from '../../util/text/words.js';
import type { Finding } from '../diagnosis.js';
import type { Matcher, Selector } from '../syntax/ast.js';
import { quote } from '../syntax/quoting.js';
import { otherNotation } from './notation.js';
import { widen } from './widen.js';

/**
 * What a value that no series has was probably meant to be.
 * @param owner another label that has this value
 */
export function unknownValue(
  { metric }: Selector,
  { label, op, value }: Matcher,
  values: readonly string[],
  owner?: string,
): Finding {
  const message = `No series of ${metric} has ${label}${op}${quote(value)}.`;
  if (op === '=' && value === '') {
    return {
      severity: 'error',
      message,
      why: `${label}="" selects the series without the label ${label}; a matcher does not drop a label.`,
      fix: `To drop the label, aggregate: sum without (${label}) (…).`,
    };
  }
  if (owner !== undefined && nearest(value, values, 1).length === 0) {
    return {
      severity: 'error',
      message,
      why: `${quote(value)} is a value of the label ${owner}, not of ${label}.`,
      fix: `Put the condition on ${owner}.`,
    };
  }
  const meant = otherNotation(label, op, value, values);
  if (meant) return { severity: 'error', message, ...meant };
  const spelled = sameBound(label, value, values);
  if (spelled !== undefined) {
    return {
      severity: 'error',
      message,
      why: `This server writes the bound as "${spelled}". Prometheus 3 stores whole bounds with a decimal point, as in "1.0"; earlier versions keep what the exporter writes.`,
      fix:
        metric?.endsWith('_seconds_bucket') && values.some((known) => Number(known) === Number(value) / 1000)
          ? `Bounds are in seconds: write ${label}${op}${quote(String(Number(value) / 1000))} for ${value} ms, or ${label}${op}${quote(spelled)} for ${value} s.`
          : `Write ${label}${op}${quote(spelled)}.`,
    };
  }
  if (/^=~?$/.test(op) && value.startsWith('!') && values.includes(value.slice(1).trim())) {
    return {
      severity: 'error',
      message,
      why: 'The ! is inside the quotes, so it is a part of the value.',
      fix: `To exclude the value, put ! before the =: ${label}!=${quote(value.slice(1).trim())}.`,
    };
  }
  const [, inside] = /^\.?\*?\[\^([^\]]+)\][*+]?$/.exec(value) ?? [];
  if (inside !== undefined && values.includes(inside)) {
    return {
      severity: 'error',
      message,
      why: '[^…] in a regular expression is one character that is none of those listed; it excludes no value.',
      fix: `To exclude the value, write ${label}!=${quote(inside)}.`,
    };
  }
  if (op === '=' && /[.*+|^$[\]()]/.test(value)) {
    const regex = compileRegex(value);
    if (regex && values.some((known) => regex.test(known))) {
      return {
        severity: 'error',
        message,
        why: '= compares the value as it is written. Only =~ reads it as a regular expression.',
        fix: `Write ${label}=~${quote(value)}.`,
      };
    }
  }
  const pattern = op === '=~';
  const widened = pattern ? widen(value, values) : undefined;
  if (widened) {
    return {
      severity: 'error',
      message,
      why: `A regular expression must match the whole value. "${value}" matches only a part of "${widened.part}".`,
      fix: `Allow for what precedes or follows it, as in ${quote(widened.pattern)}.`,
    };
  }
  const beginning = pattern
    ? /^\^?[\w/-]{2,}/.exec(value)?.[0].replace(/^\^/, '').replace(/\/$/, '')
    : undefined;
  const alike = beginning === undefined ? [] : values.filter((known) => known.startsWith(beginning));
  if (beginning !== undefined && alike.length > 0) {
    return {
      severity: 'error',
      message,
      why: `The values of ${label} that begin with ${quote(beginning)} are ${listed(alike)}. A regular expression is compared with the label’s value as it is stored.`,
      fix: `Write an expression that matches those you need, such as ${label}=~${quote(`${beginning}.*`)}.`,
    };
  }
  if (
    label === 'le' &&
    metric?.endsWith('_seconds_bucket') &&
    values.some((known) => Number(known) === Number(value) / 1000)
  ) {
    return {
      severity: 'error',
      message,
      why: `The bounds of a metric in seconds are in seconds too: ${value} ms is ${Number(value) / 1000} s.`,
      fix: `Write the bound in seconds, as it is spelled here: ${listed(values, { limit: 12 })}.`,
    };
  }
  const [similar] = NUMERIC_LABELS.has(label) ? shifted(value, values) : nearest(value, values, 1);
  return {
    severity: 'error',
    message,
    why: `${label} has ${counted(values.length, 'value')} here: ${listed(nearestFirst(value, values))}. ${pattern ? 'A regular expression must match one of them from beginning to end.' : 'Label values are compared exactly, including case.'}`,
    fix:
      similar !== undefined && !pattern
        ? `Did you mean ${label}=${quote(similar)}?`
        : NUMERIC_LABELS.has(label) && around(value, values).length > 0
          ? `The bounds next to it are ${listed(around(value, values))}: choose the one that is asked for.`
          : pattern
            ? 'Write an expression that matches the values you need.'
            : 'Choose one of those values.',
  };
}

/** The numbers right below and above one that does not exist. */
function around(value: string, values: readonly string[]): string[] {
  const number = Number(value);
  const sorted = values.toSorted((a, b) => Number(a) - Number(b));
  return [
    sorted.findLast((known) => Number(known) < number),
    sorted.find((known) => Number(known) > number),
  ].flatMap((bound) => bound ?? []);
}

/** Labels whose values are numbers, which Prometheus 3 spells in one way. */
const NUMERIC_LABELS: ReadonlySet<string> = new Set(['le', 'quantile']);

/** Another spelling of the same bound that exists: 1 and 1.0; undefined if there is none. */
function sameBound(label: string, value: string, values: readonly string[]): string | undefined {
  if (!NUMERIC_LABELS.has(label) || value.trim() === '' || Number.isNaN(Number(value))) return undefined;
  return values.find((known) => Number(known) === Number(value));
}

/** Numbers by their distance, so that a list that is cut off shows the neighbours. */
function nearestFirst(value: string, values: readonly string[]): readonly string[] {
  const number = Number(value);
  if (value.trim() === '' || Number.isNaN(number)) return values;
  const distance = (known: string): number => Math.abs(Number(known) - number);
  return values.every((known) => !Number.isNaN(Number(known)))
    ? values.toSorted((a, b) => distance(a) - distance(b))
    : values;
}

/** The bound whose decimal point is in another place: 1.2 for 0.12. */
function shifted(value: string, values: readonly string[]): string[] {
  // One digit is too little to recognise a number by.
  if (value.replace(/^[0.]+|[.]|0+$/g, '').length < 2) return [];
  const near = (a: number, b: number): boolean => Math.abs(a - b) < 1e-9 * Math.abs(b);
  return values.filter((known) => [0.1, 10].some((factor) => near(Number(value) * factor, Number(known))));
}
