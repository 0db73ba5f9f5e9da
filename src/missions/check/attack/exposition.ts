import type { AnswerOf } from '../../library/schema.js';
import type { Mutant, MutantClass } from './mutant.js';

/** Wrong metrics pages: one line, name, type or label is another. */

const TYPES = ['counter', 'gauge', 'histogram', 'summary', 'untyped'];

export function mutateExposition(
  text: string,
  { families }: Pick<AnswerOf<'exposition'>, 'families'>,
): Mutant[] {
  const mutants: Mutant[] = [];
  const lines = text.replace(/\n$/, '').split('\n');
  for (const [i, line] of lines.entries()) {
    const family = families.find(({ name }) => belongsTo(nameIn(line), name));
    if (!family) continue;
    const add = (
      kind: MutantClass,
      other: string | undefined,
      change: string,
      more: Partial<Mutant> = {},
    ) => {
      const changed = other === undefined ? lines.toSpliced(i, 1) : lines.with(i, other);
      mutants.push({
        answer: `${changed.join('\n')}\n`,
        name: `line ${i + 1}: ${change}`,
        class: kind,
        change,
        ...more,
      });
    };
    const [, , type] = /^# TYPE (\S+) (\S+)/.exec(line) ?? [];
    const isSample = !line.startsWith('#');
    const siblings = lines.filter((one) => !one.startsWith('#') && nameIn(one) === nameIn(line)).length;
    // Which series of a family there are is not asked for; a bucket is part of its histogram.
    const free = isSample && siblings > 1 && !line.includes('le="') && { reason: 'not-asked' as const };
    add('line', undefined, `\`${line}\` was dropped`, { ...free });
    const other = `${nameIn(line)}_x`;
    add('name', line.replace(nameIn(line), other), `${nameIn(line)} became ${other}`, { ...free });
    if (type !== undefined) {
      for (const other of TYPES.filter((one) => one !== type)) {
        add('type', line.replace(new RegExp(`${type}$`), other), `the type ${type} became ${other}`);
      }
    }
    if (!isSample) continue;
    for (const [pair, label] of line.matchAll(/(\w+)="[^"]*"/g)) {
      const without = line.replace(pair, '').replace('{}', '').replace('{,', '{').replace(',}', '}');
      add('label', without.replace(',,', ','), `${pair} was dropped`);
      add('label', line.replace(`${label}=`, `${label}_x=`), `the label ${label} became ${label}_x`);
      if (label === 'le') add('label', line.replace(pair, 'le="-7"'), `${pair} became le="-7"`);
    }
    const value = Number(line.split(' ').at(-1));
    const replaced = (other: number): string => line.replace(/\S+$/, String(other));
    if (family.type !== 'gauge' && value > 0) {
      add('number', replaced(-value), `${value} became ${-value}`);
    }
    if (family.type === 'histogram' && !/_sum\b/.test(line)) {
      add('number', replaced(value * 1000), `${value} became ${value * 1000}`);
    }
  }
  return mutants;
}

function nameIn(line: string): string {
  return /^# (?:HELP|TYPE) (\S+)/.exec(line)?.[1] ?? /^[^\s{]+/.exec(line)?.[0] ?? '';
}

function belongsTo(name: string, family: string): boolean {
  return ['', '_bucket', '_sum', '_count'].some((end) => name === family + end);
}
