import { type Alias, type Document, isAlias, isMap, isScalar, isSeq, type Node, parseDocument } from 'yaml';
import { nearest } from '../../../util/nearest.js';
import { listed } from '../../../util/text/words.js';
import { yamlProblem } from '../yaml-problem.js';

/** The relabel configs of an answer, read as Prometheus reads YAML: a text is what is written, 1.50 and yes too. */

/** The list itself, or below `metric_relabel_configs`, as in a scrape config. */
export function readList(text: string): { configs: unknown[] } | { problem: string } {
  const invalid = yamlProblem(text);
  if (invalid) return { problem: `it is not valid YAML. ${invalid.message}` };
  const document = parseDocument(text, { prettyErrors: false, logLevel: 'error' });
  const list = isMap(document.contents) ? document.get('metric_relabel_configs') : document.contents;
  if (!isSeq(list)) {
    return {
      problem:
        'there is no list: the file must begin with `metric_relabel_configs:`, and each entry with a dash',
    };
  }
  try {
    // Refuses aliases that lead nowhere, or that multiply.
    list.toJS(document, { maxAliasCount: 100 });
    return { configs: list.items.map((item) => asWritten(item as Node | null, document)) };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

function asWritten(node: Node | null, document: Document, key = ''): unknown {
  const target = isAlias(node) ? (node as Alias).resolve(document) : node;
  if (isSeq(target)) return target.items.map((item) => asWritten(item as Node | null, document));
  if (isMap(target)) {
    return Object.fromEntries(
      target.items.map(({ key: name, value }) => [
        String(isScalar(name) ? (name.source ?? name.value) : name),
        asWritten(value as Node | null, document, String(name)),
      ]),
    );
  }
  if (!isScalar(target) || target.value === null) return null;
  // promtool has to see the number that is written as one.
  return key === 'modulus' ? target.value : (target.source ?? String(target.value));
}

/** What the fields that may be empty by mistake should hold. */
const EMPTY_FIELDS: Readonly<Record<string, string>> = {
  regex: 'an empty one matches only series without the source labels; without the line it is (.*)',
  separator: "write separator: '' to join the values with nothing between; without the line it is ;",
  source_labels: 'write them as a list, [a, b], or remove the line',
  replacement: "write replacement: '' to remove the label; without the line it is $1",
  target_label: 'write the label that the entry sets',
  action: 'write one such as drop or keep; without the line it is replace',
  modulus: 'write the number of shards',
};

/** What promtool accepts and nobody means: a field without a value, or a modulus that gives no shards. */
export function doubtfulField(configs: readonly unknown[]): string | undefined {
  for (const [index, config] of configs.entries()) {
    const entry = `entry ${index + 1}`;
    if (typeof config !== 'object' || config === null || Array.isArray(config)) {
      return `${entry} has no fields, such as action: drop`;
    }
    for (const [field, value] of Object.entries(config)) {
      if (value === null) {
        return `\`${field}:\` in ${entry} has no value${field in EMPTY_FIELDS ? `: ${EMPTY_FIELDS[field]}` : ''}`;
      }
      if (
        field === 'source_labels' &&
        Array.isArray(value) &&
        value.some((name) => typeof name !== 'string')
      ) {
        return `\`source_labels\` in ${entry} contains something that is not a label name`;
      }
    }
    if (/[\r\n]$/.test(String((config as { regex?: unknown }).regex ?? ''))) {
      return `\`regex\` in ${entry} ends in a line break, which no label value contains: write it on one line, or with |- instead of |`;
    }
    const { action = 'replace', modulus } = config as { action?: unknown; modulus?: unknown };
    const isHashmod = String(action).toLowerCase() === 'hashmod';
    if ((isHashmod || modulus !== undefined) && !(Number.isInteger(modulus) && Number(modulus) >= 1)) {
      return `\`modulus: ${String(modulus ?? '')}\` in ${entry}: it is the number of shards, a whole number from 1 up`;
    }
  }
  return undefined;
}

/** A label that an entry names outright and that only Prometheus 3 knows; groups may bring others. */
export function foreignTarget(configs: readonly unknown[]): string | undefined {
  const targets = configs.map((config) => (config as { target_label?: unknown } | null)?.target_label);
  return targets.find(
    (target): target is string =>
      typeof target === 'string' && /[^\w]/.test(target.replace(/\$(?:\w+|\{\w+\})/g, '')),
  );
}

const ACTIONS = [
  'replace',
  'keep',
  'drop',
  'labeldrop',
  'labelkeep',
  'labelmap',
  'lowercase',
  'uppercase',
  'hashmod',
  'keepequal',
  'dropequal',
];
const FIELDS = ['source_labels', 'separator', 'target_label', 'regex', 'modulus', 'replacement', 'action'];

/** What to do about a configuration that Prometheus refuses. */
export function adviceOnRefusal(reason: string): string {
  const [, action] = /unknown relabel action "([^"]*)"/.exec(reason) ?? [];
  if (action !== undefined) {
    const [near] = nearest(action, ACTIONS);
    return near === undefined
      ? 'The usual actions are replace, keep, drop, labeldrop and labelkeep.'
      : `Did you mean \`action: ${near}\`?`;
  }
  const [, field] = /field (\S+) not found/.exec(reason) ?? [];
  if (field !== undefined) {
    const [near] = nearest(field, FIELDS);
    return near === undefined
      ? `An entry has only ${listed(FIELDS, { limit: 12 })}.`
      : `Did you mean \`${near}\`?`;
  }
  if (/into model\.LabelNames/.test(reason)) {
    return '`source_labels` is a list, also with one label: write its names in square brackets, as in [job].';
  }
  if (/unmarshal !!seq into string/.test(reason)) {
    return '`regex` is one text: separate alternatives with |, as in a|b.';
  }
  if (/requires 'target_label' value/.test(reason)) {
    return 'Without `action` an entry is a replace, and needs the label that it sets: `target_label`. To remove series write `action: drop`.';
  }
  if (/requires only 'regex'/.test(reason)) {
    return 'labeldrop and labelkeep look at the names of labels: write only `action` and `regex`.';
  }
  if (/error parsing regexp/.test(reason)) {
    return 'Check the brackets and the repetitions: any text is .*, and a * alone repeats what precedes it.';
  }
  if (/not valid YAML/.test(reason)) {
    return 'Each entry begins with a dash, and its fields have the same indentation below it.';
  }
  if (/there is no list/.test(reason)) {
    return 'Write `metric_relabel_configs:` on a line of its own, and each entry below it with a dash.';
  }
  return 'Each entry needs an action, and what that action uses: source_labels and regex for drop and keep, target_label and replacement for replace, regex alone for labeldrop.';
}
