import { type Document, isMap, isScalar, isSeq, parseDocument, visit } from 'yaml';
import type { AnswerOf } from '../../library/schema.js';
import type { Mutant, MutantClass } from './mutant.js';

type Path = (string | number)[];

/** When a group is sent is not asked: only who gets it. */
const TIMES = new Set(['group_wait', 'group_interval', 'repeat_interval']);

/** Wrong Alertmanager files: a route, matcher, receiver or label is dropped, or is another. */
export function mutateAlertmanager(text: string, { ask }: Pick<AnswerOf<'alertmanager'>, 'ask'>): Mutant[] {
  const document = parseDocument(text);
  const mutants: Mutant[] = [];
  const add = (kind: MutantClass, change: string, edit: (other: Document) => void): void => {
    const other = document.clone() as Document;
    edit(other);
    mutants.push({ answer: String(other), name: change, class: kind, change });
  };
  const receivers = ask === 'config' ? receiversOf(document) : [];
  for (const { path, value } of leavesOf(document)) {
    const [field = '', list = ''] = path
      .filter((part) => typeof part === 'string')
      .slice(-2)
      .reverse() as string[];
    const where = path.join('.');
    if (path[0] === 'receivers' || path[0] === 'global' || TIMES.has(String(field))) continue;
    const set = (kind: MutantClass, other: unknown): void =>
      add(kind, `${where} became ${JSON.stringify(other)}`, (copy) => copy.setIn(path, other));
    if (field === 'receiver') {
      for (const other of receivers) if (other !== value) set('name', other);
    } else if (/matchers$/.test(field)) {
      for (const other of matchersLike(String(value))) set('matcher', other);
      add('matcher', `${where} was dropped`, (copy) => copy.deleteIn(path));
    } else if (field === 'continue') {
      set('option', !value);
    } else if (field === 'group_by' || field === 'equal' || list === 'group_by') {
      add('label', `${where} was dropped`, (copy) => copy.deleteIn(path));
      set('label', 'alertname');
    }
  }
  for (const list of listsOf(document)) {
    const items = document.getIn(list);
    if (!isSeq(items)) continue;
    for (const i of items.items.keys()) {
      add('line', `${[...list, i].join('.')} was dropped`, (copy) => copy.deleteIn([...list, i]));
    }
    if (list.at(-1) === 'routes' && items.items.length > 1) {
      add('group', `${list.join('.')} were reversed`, (copy) => {
        (copy.getIn(list) as { items: unknown[] }).items.reverse();
      });
    }
  }
  return mutants.filter(({ answer }) => answer !== String(document));
}

function receiversOf(document: Document): string[] {
  const receivers: unknown = document.get('receivers');
  return isSeq(receivers)
    ? receivers.items.flatMap((item) => (isMap(item) ? [String(item.get('name'))] : []))
    : [];
}

function leavesOf(document: Document): { path: Path; value: unknown }[] {
  const leaves: { path: Path; value: unknown }[] = [];
  const walk = (node: unknown, path: Path): void => {
    if (isMap(node)) for (const { key, value } of node.items) walk(value, [...path, String(key)]);
    else if (isSeq(node)) node.items.forEach((item, i) => walk(item, [...path, i]));
    else if (isScalar(node)) leaves.push({ path, value: node.value });
  };
  walk(document.contents, []);
  return leaves;
}

/** The lists of routes, of inhibitions and of silences. */
function listsOf(document: Document): Path[] {
  const lists: Path[] = isSeq(document.contents) ? [[]] : [];
  visit(document, {
    Pair(_, { key, value }, ancestors) {
      if (!isSeq(value) || !/^(routes|inhibit_rules)$/.test(String(key))) return;
      const path: Path = [];
      for (const [i, node] of ancestors.entries()) {
        const next = ancestors[i + 1];
        if (isSeq(node)) path.push(node.items.indexOf(next as never));
        else if (isMap(node) && next) path.push(String((next as { key: unknown }).key));
      }
      lists.push([...path, String(key)]);
    },
  });
  return lists;
}

/** Other values, other operators. */
function matchersLike(matcher: string): string[] {
  const [, name = '', operator = '', value = ''] =
    /^\s*(\w+)\s*(=~|!~|!=|=)\s*"?(.*?)"?\s*$/.exec(matcher) ?? [];
  const opposite = { '=': '!=', '!=': '=', '=~': '!~', '!~': '=~' }[operator] ?? '=';
  const parts = value.split('|');
  return [
    `${name}${opposite}"${value}"`,
    `${name}${operator}"${value}x"`,
    ...(operator.endsWith('~') && parts.length > 1
      ? parts.map((_, i) => `${name}${operator}"${parts.toSpliced(i, 1).join('|')}"`)
      : []),
    ...(/[.*+|]/.test(value) && operator.endsWith('~') ? [`${name}${operator[0]}"${value}"`] : []),
  ];
}
