import { isMap, isScalar, isSeq, parseDocument, visit } from 'yaml';
import { type Matcher, parseMatchers } from '../../../../alerts/matchers.js';
import type { AlertLabels } from './deliveries.js';

/**
 * Alerts that tell configurations apart, made from what they match: each label has every value that a matcher names,
 * one that only begins alike, one that is unlike all of them, and none at all. Always the same for the same texts.
 */

/** More would take Alertmanager no longer, but tell no more. */
const MOST_ALERTS = 72;
const MOST_VALUES = 5;
const NAMES = ['SomethingNew', 'SomethingElse'];

type Value = string | undefined;

/** @param texts configurations and lists of silences; what can’t be read of them is left out */
export function madeAlerts(texts: readonly string[]): AlertLabels[] {
  const facets = new Map<string, Set<string>>();
  const facet = (label: string): Set<string> => {
    const values = facets.get(label) ?? new Set();
    facets.set(label, values);
    return values;
  };
  for (const { label, values } of texts.flatMap(readFacets)) {
    const known = facet(label);
    for (const value of values) known.add(value);
  }
  const named = facet('alertname');
  const all = [...facets].map(([label, values]): readonly [string, readonly Value[]] =>
    label === 'alertname' ? [label, [...named, ...NAMES]] : [label, withUnlike([...values])],
  );
  return combined(all).slice(0, MOST_ALERTS);
}

function withUnlike(values: readonly string[]): readonly Value[] {
  const own = values.slice(0, MOST_VALUES);
  const [first] = own;
  return [...own, ...(first === undefined ? ['one', 'two'] : [`${first}-2`, 'other']), undefined];
}

/** Every pair of values of two labels, the other labels at their first value. */
function combined(all: readonly (readonly [label: string, values: readonly Value[]])[]): AlertLabels[] {
  const choices: number[][] = [all.map(() => 0)];
  for (const [i, [, values]] of all.entries()) {
    for (const own of values.keys()) {
      for (const [j, [, others]] of all.entries()) {
        if (j <= i) continue;
        for (const other of others.keys()) {
          choices.push(all.map((_, at) => (at === i ? own : at === j ? other : 0)));
        }
      }
      if (all.length === 1) choices.push([own]);
    }
  }
  const alerts = choices.map((indexes) =>
    Object.fromEntries(
      indexes.flatMap((index, i): [string, string][] => {
        const [label, values] = all[i]!;
        const value = values[index];
        return value === undefined ? [] : [[label, value]];
      }),
    ),
  );
  return [...new Map(alerts.map((labels) => [JSON.stringify(labels), labels])).values()];
}

interface Facet {
  label: string;
  values: readonly string[];
}

function readFacets(text: string): Facet[] {
  const document = parseDocument(text, { logLevel: 'silent' });
  const found: Facet[] = [];
  visit(document, {
    Pair(_, { key, value }) {
      const field = isScalar(key) ? String(key.value) : '';
      if (/^(source_|target_)?matchers$/.test(field) && isSeq(value)) {
        found.push(...value.items.flatMap((item) => matcherFacets(isScalar(item) ? String(item.value) : '')));
      } else if (/^(source_|target_)?match(_re)?$/.test(field) && isMap(value)) {
        for (const { key: label, value: text } of value.items) {
          found.push({
            label: String(label),
            values: field.endsWith('_re') ? alternatives(String(text)) : [String(text)],
          });
        }
      } else if ((field === 'group_by' || field === 'equal') && isSeq(value)) {
        const labels = value.items.map((item) => (isScalar(item) ? String(item.value) : ''));
        found.push(...labels.filter((label) => /^\w+$/.test(label)).map((label) => ({ label, values: [] })));
      }
    },
  });
  return found;
}

function matcherFacets(text: string): Facet[] {
  let matchers: Matcher[];
  try {
    matchers = parseMatchers([text], []);
  } catch {
    return [];
  }
  return matchers.map(({ name, value, isRegex }) => ({
    label: name,
    values: isRegex ? alternatives(value) : [value].filter((one) => one !== ''),
  }));
}

/** Some values that a regular expression matches: of each alternative one, if it is simple. */
function alternatives(regex: string): string[] {
  return regex
    .replace(/^\^?\(?|\)?\$?$/g, '')
    .split('|')
    .map((part) => part.replace(/\.[*+]/g, 'x'))
    .filter((part) => /^[\w-]+$/.test(part));
}
