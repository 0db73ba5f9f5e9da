import { labelFlow, matchesValue } from '../../../../promql/meaning/label-flow.js';
import type {
  Aggregation,
  Binary,
  Grouping,
  Matcher,
  Matching,
  Selector,
  Visit,
} from '../../../../promql/syntax/ast.js';
import { type Catalogue, isConstantJob, isOfInstance } from './canonical.js';
import type { Change, Edit } from './change.js';

/** Wrong matchers, and wrong labels in by, without, on and ignoring. */

export const SELECTION_CHANGES: readonly Change[] = [wrongMatcher, wrongGrouping, wrongMatching];

const NEGATED = { '=': '!=', '!=': '=', '=~': '!~', '!~': '=~' } as const;
/** Labels that a target gives to all of its series. */
const TARGET_LABELS = new Set(['job', 'instance']);

function* wrongMatcher({ node }: Visit, catalogue: Catalogue): Generator<Edit> {
  if (node.kind !== 'selector') return;
  for (const [i, matcher] of node.matchers.entries()) {
    const was = written(matcher);
    const replaced = (changed: Partial<Matcher>, { widened = false } = {}): Edit => {
      const other = { ...matcher, ...changed };
      const same = widened && takes(node, other, catalogue) === takes(node, matcher, catalogue);
      return {
        expr: { ...node, matchers: node.matchers.with(i, other) },
        class: 'matcher',
        change: `${was} became ${written(other)}`,
        ...(same && { reason: 'same-series' as const }),
      };
    };
    if (node.metric !== undefined || node.matchers.length > 1) {
      yield {
        expr: { ...node, matchers: node.matchers.toSpliced(i, 1) },
        class: 'matcher',
        change: `${was} was dropped`,
        ...(isIdle(node, matcher, catalogue) && { reason: 'one-job' as const }),
      };
    }
    yield replaced({ op: NEGATED[matcher.op] });
    for (const value of valuesLike(node, matcher, catalogue)) yield replaced({ value });
    for (const value of widerThan(matcher)) {
      yield replaced({ op: matcher.op.startsWith('!') ? '!~' : '=~', value }, { widened: true });
    }
  }
}

function written({ label, op, value }: Matcher): string {
  return `${label}${op}${JSON.stringify(value)}`;
}

/** Which of the metric's series a matcher takes by itself, as one text. */
function takes({ metric }: Selector, matcher: Matcher, catalogue: Catalogue): string {
  const sets = catalogue.get(metric ?? '') ?? [];
  return sets.map((labels) => matchesValue(matcher, labels[matcher.label] ?? '')).join();
}

/** True for a target's label that every series of the metric has with this value: the metric has one source. */
function isIdle({ metric }: Selector, { label, op, value }: Matcher, catalogue: Catalogue): boolean {
  const sets = catalogue.get(metric ?? '') ?? [];
  return TARGET_LABELS.has(label) && op === '=' && sets.every((labels) => labels[label] === value);
}

/** Other values that the metric's series have, of which the matcher names one. */
function valuesLike({ metric }: Selector, matcher: Matcher, catalogue: Catalogue): string[] {
  if (matcher.op !== '=' && matcher.op !== '!=') {
    // Another class of status, or one class more.
    const other = /^(\d)\.\.$/.exec(matcher.value);
    return other ? [`${other[1] === '4' ? 5 : 4}..`, '[45]..'] : [];
  }
  const values = new Set((catalogue.get(metric ?? '') ?? []).map((labels) => labels[matcher.label] ?? ''));
  values.delete(matcher.value);
  values.delete('');
  return [...values].slice(0, 3);
}

function widerThan({ op, value }: Matcher): string[] {
  const isRegex = op.endsWith('~');
  if (/^\d{3}$/.test(value)) return [`${value[0]}..`, '[45]..'];
  if (isRegex) return value.endsWith('.*') || value.endsWith('.+') ? [] : [`${value}.*`, `.*${value}`];
  return value === '' || value === '+Inf' ? [] : [`${value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}.*`];
}

function* wrongGrouping({ node }: Visit, catalogue: Catalogue): Generator<Edit> {
  if (node.kind !== 'aggregation') return;
  const { grouping } = node;
  const labels = grouping?.labels ?? [];
  const { possible } = labelFlow(node.expr, catalogue);
  const others = [...(possible ?? [])].filter((label) => !labels.includes(label)).slice(0, 4);
  for (const [list, change] of listsLike(labels, others)) {
    const changed = differenceOf(list, labels);
    const keepsInstance =
      grouping?.mode !== 'without' && list.includes('instance') && labels.includes('instance');
    const reason = changed.every((label) => isConstantJob(label, catalogue))
      ? ('one-job' as const)
      : keepsInstance && changed.every((label) => isOfInstance(label, catalogue))
        ? ('of-instance' as const)
        : undefined;
    const edit = regrouped(node, { mode: grouping?.mode ?? 'by', labels: list }, change);
    yield { ...edit, ...(reason && { reason }) };
  }
  if (!grouping || labels.length === 0) return;
  const mode = grouping.mode === 'by' ? 'without' : 'by';
  yield regrouped(node, { mode, labels }, `${grouping.mode} became ${mode}`);
  const { grouping: _, ...bare } = node;
  yield { expr: bare, class: 'clause', change: `${grouping.mode} (${labels.join(', ')}) was dropped` };
}

function differenceOf(a: readonly string[], b: readonly string[]): string[] {
  return [...a, ...b].filter((label) => !a.includes(label) || !b.includes(label));
}

function regrouped(node: Aggregation, grouping: Grouping, change: string): Edit {
  return { expr: { ...node, grouping }, class: 'label', change: `in ${node.op}, ${change}` };
}

/** Lists with one label dropped, added or swapped. */
function* listsLike(
  labels: readonly string[],
  others: readonly string[],
): Generator<readonly [string[], string]> {
  for (const [i, label] of labels.entries()) {
    yield [labels.toSpliced(i, 1), `${label} was dropped`];
    for (const other of others.slice(0, 2)) {
      yield [labels.with(i, other), `${label} became ${other}`];
    }
  }
  for (const other of others) yield [[...labels, other], `${other} was added`];
}

function* wrongMatching({ node }: Visit, catalogue: Catalogue): Generator<Edit> {
  if (node.kind !== 'binary' || !node.matching) return;
  const { matching } = node;
  const [a, b] = [labelFlow(node.left, catalogue).possible, labelFlow(node.right, catalogue).possible];
  const shared = [...(a ?? [])].filter((label) => b?.has(label) && !matching.labels.includes(label));
  for (const [labels, change] of listsLike(matching.labels, shared.slice(0, 3))) {
    const same = differenceOf(labels, matching.labels).every((label) => isConstantJob(label, catalogue));
    const edit = rematched(node, { ...matching, labels }, `in ${matching.mode}, ${change}`);
    yield { ...edit, ...(same && { reason: 'one-job' }) };
  }
  const mode = matching.mode === 'on' ? 'ignoring' : 'on';
  yield rematched(node, { ...matching, mode }, `${matching.mode} became ${mode}`);
  const { group, ...ungrouped } = matching;
  if (!group) {
    const { matching: _, ...bare } = node;
    yield {
      expr: bare,
      class: 'clause',
      change: `${matching.mode} (${matching.labels.join(', ')}) was dropped`,
    };
    return;
  }
  yield rematched(node, ungrouped, `group_${group.side} was dropped`);
  for (const [i, label] of group.include.entries()) {
    const other = { ...group, include: group.include.toSpliced(i, 1) };
    yield rematched(node, { ...matching, group: other }, `in group_${group.side}, ${label} was dropped`);
  }
}

function rematched(node: Binary, matching: Matching, change: string): Edit {
  return { expr: { ...node, matching }, class: 'label', change };
}
