import { type Document, isSeq, parseDocument, type YAMLMap } from 'yaml';
import { compileRegex } from '../../../prometheus/regex.js';
import { mapsIn } from '../../../util/yaml/maps.js';
import type { Mutant, MutantClass } from './mutant.js';

/** Wrong relabel configs: one entry, or one field of an entry, is another. */

const ACTIONS = ['replace', 'keep', 'drop', 'labeldrop', 'labelkeep', 'hashmod', 'lowercase'];

export function mutateRelabel(text: string): Mutant[] {
  const document = parseDocument(text);
  const base: (string | number)[] = isSeq(document.contents) ? [] : ['metric_relabel_configs'];
  const entries = document.getIn(base);
  const items = mapsIn(entries);
  const mutants: Mutant[] = [];
  const add = (kind: MutantClass, change: string, edit: (other: Document) => void): void => {
    const other = document.clone() as Document;
    edit(other);
    mutants.push({ answer: String(other), name: change, class: kind, change });
  };
  if (items.length > 1 && orderMatters(items)) {
    add('group', 'the order of the entries was reversed', (other) => {
      (other.getIn(base) as { items: unknown[] }).items.reverse();
    });
  }
  for (const [i, item] of items.entries()) {
    const path = [...base, i];
    const entry = `entry ${i + 1}`;
    add('line', `${entry} was dropped`, (other) => other.deleteIn(path));
    const set = (kind: MutantClass, field: string, value: unknown): void =>
      add(kind, `${entry}: ${field} became ${JSON.stringify(value)}`, (other) => {
        other.setIn([...path, field], value);
      });
    for (const { key, value } of item.items) {
      const field = String(key);
      // What is left out is the default.
      if (DEFAULTS[field] === String(value).replace('${1}', '$1')) continue;
      add('clause', `${entry}: ${field} was dropped`, (other) => other.deleteIn([...path, field]));
    }
    const action = String(item.get('action') ?? 'replace');
    for (const other of ACTIONS.filter((one) => one !== action)) set('type', 'action', other);
    for (const regex of regexesLike(item)) set('matcher', 'regex', regex);
    for (const regex of emptiesLike(item)) {
      set('matcher', 'regex', regex);
      // Whether a value may end there is not asked.
      mutants.at(-1)!.reason = 'same-series';
    }
    for (const labels of sourcesLike(item)) set('label', 'source_labels', labels);
    if (item.has('target_label')) set('label', 'target_label', `${String(item.get('target_label'))}_x`);
    if (item.has('replacement')) {
      for (const other of ['$0', '$2', 'x', `${String(item.get('replacement'))}x`]) {
        set('name', 'replacement', other);
      }
    }
    if (sourcesOf(item).length > 1) set('name', 'separator', '/');
  }
  return mutants;
}

function regexesLike(item: YAMLMap<unknown, unknown>): string[] {
  const regex = item.get('regex');
  if (typeof regex !== 'string') return [];
  const parts = regex.split('|');
  const others = [
    ...(regex.endsWith('.*') ? [] : [`${regex}.*`]),
    ...(regex.startsWith('.*') ? [] : [`.*${regex}`]),
    `${regex}x`,
    regex.replaceAll('.*', ''),
    regex.replaceAll(/[()]/g, ''),
    regex.toUpperCase(),
    '.*',
    ...(parts.length > 1 ? parts.map((_, i) => parts.toSpliced(i, 1).join('|')) : []),
  ];
  return [...new Set(others)].filter((other) => other !== regex && other !== '');
}

function emptiesLike(item: YAMLMap<unknown, unknown>): string[] {
  const regex = item.get('regex');
  if (typeof regex !== 'string') return [];
  const others = [regex.replaceAll('.*', '.+'), regex.replaceAll('.+', '.*')];
  return [...new Set(others)].filter((other) => other !== regex);
}

const DEFAULTS: Readonly<Record<string, string>> = {
  action: 'replace',
  replacement: '$1',
  regex: '(.*)',
  separator: ';',
};

function sourcesOf(item: YAMLMap<unknown, unknown>): string[] {
  const node = item.get('source_labels');
  return isSeq(node) ? node.items.map(String) : [];
}

/** Whether an entry writes or drops a label that another one reads or writes. */
function orderMatters(items: readonly YAMLMap<unknown, unknown>[]): boolean {
  const touched = (item: YAMLMap<unknown, unknown>): string[] => [
    ...sourcesOf(item),
    ...(item.has('target_label') ? [String(item.get('target_label'))] : []),
  ];
  return items.some((item) => {
    const others = items.filter((other) => other !== item).flatMap(touched);
    if (item.has('target_label')) return others.includes(String(item.get('target_label')));
    const dropped = compileRegex(String(item.get('regex') ?? '.*'));
    const drops = ['labeldrop', 'labelkeep'].includes(String(item.get('action')));
    return drops && others.some((label) => dropped?.test(label) ?? true);
  });
}

function sourcesLike(item: YAMLMap<unknown, unknown>): string[][] {
  const labels = sourcesOf(item);
  if (labels.length === 0) return [];
  // A pattern with an open end takes the values of more labels, too.
  const open = String(item.get('regex') ?? '.*').endsWith('.*');
  return [
    ...(labels.length > 1 ? [labels.toReversed(), ...labels.map((_, i) => labels.toSpliced(i, 1))] : []),
    ...(open ? [] : ['job', 'instance'])
      .filter((one) => !labels.includes(one))
      .map((one) => [...labels, one]),
  ];
}
