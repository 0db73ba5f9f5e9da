import { type Document, isMap, isScalar, parseDocument, type YAMLMap } from 'yaml';
import { metricNames } from '../../../promql/meaning/topic.js';
import type { Expr } from '../../../promql/syntax/ast.js';
import { parsePromql } from '../../../promql/syntax/parse.js';
import { formatDuration, parseDuration } from '../../../util/duration.js';
import { mapsIn } from '../../../util/yaml/maps.js';
import { knownSeries } from '../../grading/rule-scenarios/generate.js';
import type { AnswerOf } from '../../library/schema.js';
import type { Mutant, MutantClass } from './mutant.js';
import { canonical, type Catalogue, type Use } from './promql/canonical.js';
import { substitute } from './promql/edit.js';
import { isWritable, mutateQuery } from './promql/mutate.js';
import { durationsLike } from './promql/values.js';

/** Wrong rule files: each with one mistake in one rule, or in one group. */

type Rule = YAMLMap<unknown, unknown>;

interface Mutants {
  mutants: Mutant[];
  equivalent: number;
}

export function mutateRules(text: string, { scenarios }: Pick<AnswerOf<'rules'>, 'scenarios'>): Mutants {
  const catalogue = knownSeries(scenarios.flatMap(({ input }) => input));
  const asked = new Set(
    scenarios.flatMap(({ alerts, recorded }) => [
      ...alerts.map(({ alert }) => alert),
      ...recorded.map(({ record }) => record),
    ]),
  );
  const document = parseDocument(text);
  let equivalent = 0;
  const mutants: Mutant[] = [];
  const add = (name: string, kind: MutantClass, change: string, edit: (other: Document) => void): void => {
    const other = document.clone() as Document;
    edit(other);
    mutants.push({
      answer: String(other),
      name,
      class: kind,
      change,
      ...(kind === 'annotation' && { reason: 'free-text' }),
    });
  };
  const groups = mapsIn(document.get('groups'));
  const all = groups.flatMap((group) => mapsIn(group.get('rules')));
  const right = askedOf(all, asked, catalogue);
  for (const [i, group] of groups.entries()) {
    const own = mapsIn(group.get('rules'));
    const inGroup = (what: string): string => `group ${String(group.get('name'))}: ${what}`;
    if (readEachOther(own)) {
      const change = 'the order of the rules was reversed';
      add(inGroup(change), 'group', change, (other) => {
        (other.getIn(['groups', i, 'rules']) as { items: unknown[] }).items.reverse();
      });
    }
    for (const [j, rule] of own.entries()) {
      const path = ['groups', i, 'rules', j];
      const name = nameOf(rule);
      const change = 'the rule was dropped';
      add(`${name}: ${change}`, 'clause', change, (other) => other.deleteIn(path));
      const { expr, complete } = parsePromql(String(rule.get('expr')));
      if (complete && isWritable(expr)) {
        const made = mutateQuery(expr, { catalogue, use: rule.has('alert') ? { presence: true } : {} });
        equivalent += made.equivalent;
        for (const { answer, class: kind, change, reason } of made.mutants) {
          // A helper of the file's own is right if what is built on it is.
          if (askedOf(all, asked, catalogue, { rule, expr: answer }) === right) {
            equivalent++;
            continue;
          }
          add(`${name}: ${answer}`, kind, change, (other) => other.setIn([...path, 'expr'], answer));
          if (reason) mutants.at(-1)!.reason = reason;
        }
      }
      for (const field of fieldMutants(rule)) {
        add(`${name}: ${field.change}`, field.class, field.change, (other) => {
          const at = [...path, ...field.path];
          if (field.value === undefined) other.deleteIn(at);
          else other.setIn(at, field.value);
        });
      }
    }
  }
  return { mutants, equivalent };
}

/** Whether a rule of a group reads what another one records. */
function readEachOther(rules: readonly Rule[]): boolean {
  const names = new Set(rules.map(nameOf));
  return rules.some((rule) => metricNames(exprOf(rule)).some((name) => names.has(name)));
}

function exprOf(rule: Rule): Expr {
  return parsePromql(String(rule.get('expr'))).expr;
}

/**
 * What the step asks for, each record written out in what reads it, in one way of writing.
 * @param changed a rule with another expression
 */
function askedOf(
  rules: readonly Rule[],
  asked: ReadonlySet<string>,
  catalogue: Catalogue,
  changed?: { rule: Rule; expr: string },
): string {
  const exprs = new Map(
    rules.map((rule) => [
      nameOf(rule),
      changed?.rule === rule ? parsePromql(changed.expr).expr : exprOf(rule),
    ]),
  );
  const writtenOut = (expr: Expr, depth = 0): Expr =>
    substitute(expr, ({ metric, matchers, range, offset, at }) => {
      const plain = matchers.length === 0 && [range, offset, at].every((one) => one === undefined);
      const record = plain && depth < rules.length ? exprs.get(metric ?? '') : undefined;
      return record && writtenOut(record, depth + 1);
    });
  const alerts = new Set(rules.filter((rule) => rule.has('alert')).map(nameOf));
  const useOf = (name: string): Use => (alerts.has(name) ? { presence: true } : {});
  return [...exprs]
    .filter(([name]) => asked.has(name))
    .map(([name, expr]) => `${name}: ${canonical(writtenOut(expr), catalogue, useOf(name))}`)
    .join('\n');
}

interface FieldMutant {
  path: string[];
  /** Left out: the field is dropped. */
  value?: string;
  class: MutantClass;
  change: string;
}

function fieldMutants(rule: Rule): FieldMutant[] {
  const found: FieldMutant[] = [];
  const changed = (kind: MutantClass, path: string[], was: string, values: readonly string[]): void => {
    const name = path.join('.');
    found.push({ path, class: kind, change: `${name} was dropped` });
    for (const value of values.filter((one) => one !== was)) {
      found.push({ path, value, class: kind, change: `${name} ${was} became ${value}` });
    }
  };
  for (const key of ['alert', 'record']) {
    const name = rule.get(key);
    if (typeof name !== 'string') continue;
    found.push({
      path: [key],
      value: `${name}2`,
      class: 'name',
      change: `${key} became ${name}2`,
    });
  }
  for (const key of ['for', 'keep_firing_for']) {
    const was = rule.get(key);
    const seconds = typeof was === 'string' ? parseDuration(was) : undefined;
    if (seconds !== undefined) {
      changed('for', [key], String(was), durationsLike(seconds).map(formatDuration));
    } else if (rule.has('alert')) {
      found.push({ path: [key], value: '5m', class: 'for', change: `${key} 5m was added` });
    }
  }
  for (const [key, kind] of [
    ['labels', 'label'],
    ['annotations', 'annotation'],
  ] as const) {
    const own = rule.get(key);
    if (!isMap(own)) continue;
    for (const { key: label, value } of own.items) {
      const name = String(isScalar(label) ? label.value : label);
      const was = String(isScalar(value) ? value.value : value);
      const others = name === 'severity' ? ['warning', 'page', 'info'] : ['other'];
      changed(kind, [key, name], was, others);
    }
  }
  return found;
}

function nameOf(rule: Rule): string {
  return String(rule.get('alert') ?? rule.get('record'));
}
