import { compileRegex } from '../../../prometheus/regex.js';
import type { Labels } from '../../../prometheus/types.js';
import type { Matcher } from '../../../promql/syntax/ast.js';
import type { Family } from './reading.js';

/** The label sets that a family gets in a scenario. Each label has several values, and no two weigh the same. */

export interface Member {
  labels: Labels;
  /** Its instance, counted from 0. */
  instance: number;
  /** True if the rules single it out, such as a failed request. */
  classed: boolean;
  /** True if a matcher that all selectors have leaves it out. */
  foreign: boolean;
  /** Its share of all that is (or isn't) singled out; each adds up to 1 over those that aren't foreign. */
  share: number;
}

/** Label sets of a family as a step's own scenarios have them. */
export type KnownSeries = ReadonlyMap<string, readonly Labels[]>;

/** One of each class, and the 5xx that are seldom thought of. */
const STATUSES = ['200', '302', '404', '500', '503', '511'];
/** More would take promtool longer, and tell no more. */
const MAX_VALUES = 3;
const MAX_STATUSES = 7;
const MAX_MEMBERS = 12;

export function membersOf(family: Family, known: KnownSeries): Member[] {
  const samples = known.get(family.name) ?? [];
  const matchers = [...family.scope, ...family.classes.flat()];
  const names = new Set([
    'job',
    'instance',
    ...samples.flatMap((labels) => Object.keys(labels)),
    ...matchers.map(({ label }) => label),
    ...family.grouping,
  ]);
  names.delete('le');
  const classLabels = new Set(family.classes.flat().map(({ label }) => label));
  const values = new Map(
    [...names].map((label) => [
      label,
      valuesOf(label, {
        family,
        samples,
        matchers: matchers.filter((matcher) => matcher.label === label),
        classed: classLabels.has(label),
      }),
    ]),
  );
  // A region belongs to an instance, as it does in life.
  const derived = names.has('region') && !classLabels.has('region');
  const crossed = [...names].filter(
    (label) =>
      (label === 'instance' ||
        label === 'route' ||
        classLabels.has(label) ||
        family.grouping.includes(label)) &&
      !(label === 'region' && derived),
  );
  const combinations = crossed.reduce<number[][]>(
    (all, label) => all.flatMap((left) => values.get(label)!.map((_, i) => [...left, i])),
    [[]],
  );
  // Of many, every other one: each value still comes with each other value.
  const enough = combinations.length > MAX_MEMBERS && crossed.length > 2;
  const kept = combinations.filter((indexes) => !enough || indexes.reduce((sum, i) => sum + i, 0) % 2 === 0);
  const members = kept.map((indexes, nth): Omit<Member, 'share'> & { weight: number } => {
    const instance = indexes[crossed.indexOf('instance')]!;
    const labels = Object.fromEntries(
      [...names].map((label) => {
        const own = values.get(label)!;
        if (label === 'region' && derived) {
          return [
            label,
            regionOf(values.get('instance')![instance]!, samples) ?? own[instance % own.length]!,
          ];
        }
        const index = crossed.includes(label)
          ? indexes[crossed.indexOf(label)]!
          : (nth + Math.floor(nth / 2)) % own.length;
        return [label, own[index]!];
      }),
    );
    const classed = family.classes.some((matchers) => matchers.every((matcher) => matches(matcher, labels)));
    const weight = crossed.reduce(
      (product, label, i) => product * weightOf(indexes[i]!, values.get(label)!.length, classed),
      1,
    );
    return { labels, instance, classed, foreign: false, weight };
  });
  const own = members.filter(({ labels }) => family.scope.every((matcher) => matches(matcher, labels)));
  const sums = [true, false].map((classed) =>
    own.reduce((sum, member) => sum + (member.classed === classed ? member.weight : 0), 0),
  ) as [number, number];
  const shared = own.map(({ weight, ...member }) => ({
    ...member,
    share: weight / sums[member.classed ? 0 : 1],
  }));
  const all = withoutFailures(shared, family);
  return [...all, ...foreigners(family, all, samples)];
}

/** Labels of which each value has everything, because targets are told apart by them. */
const OF_TARGETS: ReadonlySet<string> = new Set(['job', 'instance', 'region', 'le']);

/**
 * One group more, in which nothing is singled out: a route without a failure has no series of failures, so there are
 * fewer groups above the line of a ratio than below it. It takes its share from another member.
 */
function withoutFailures(own: readonly Member[], { classes, grouping }: Family): Member[] {
  const classed = new Set(classes.flat().map(({ label }) => label));
  const label = grouping.find((name) => !OF_TARGETS.has(name) && !classed.has(name));
  const [first] = own.filter((member) => !member.classed);
  if (label === undefined || !first || classes.length === 0) return [...own];
  const healthy = { ...first, share: first.share * 0.4, labels: { ...first.labels, [label]: HEALTHY } };
  return [...own.map((one) => (one === first ? { ...one, share: one.share * 0.6 } : one)), healthy];
}
const HEALTHY = '/healthy';

/** The first instance's series once more, under values that a matcher leaves out: one of them begins like its own. */
function foreigners({ scope }: Family, own: readonly Member[], samples: readonly Labels[]): Member[] {
  return scope.flatMap((matcher) => {
    const value =
      samples
        .map((labels) => labels[matcher.label])
        .find((other) => other !== undefined && !matches(matcher, { [matcher.label]: other })) ??
      ['other', '404', matcher.value].find((other) => !matches(matcher, { [matcher.label]: other }));
    const alike = matcher.op === '=' && matcher.label === 'job' ? `${matcher.value}-canary` : undefined;
    return [value, alike].flatMap((other) =>
      other === undefined
        ? []
        : own
            .filter(({ instance }) => instance === 0)
            .map((member) => ({
              ...member,
              foreign: true,
              labels: {
                ...member.labels,
                [matcher.label]: other,
                ...(matcher.label === 'job' && { instance: other }),
              },
            })),
    );
  });
}

function valuesOf(
  label: string,
  {
    family: { name, grouping, kind },
    samples,
    matchers,
    classed,
  }: { family: Family; samples: readonly Labels[]; matchers: readonly Matcher[]; classed: boolean },
): string[] {
  const seen = samples.flatMap((labels) => labels[label] ?? []);
  const literals = matchers.flatMap(({ op, value }) =>
    op === '=' || op === '!=' ? [value] : /^[\w|-]+$/.test(value) ? value.split('|') : [],
  );
  const given = [...new Set([...literals, ...seen])];
  const accepted = (value: string): boolean =>
    classed || matchers.every((matcher) => matches(matcher, { [label]: value }));
  if (
    classed &&
    (label === 'status' || label === 'code' || given.some((value) => /^[1-5]\d\d$/.test(value)))
  ) {
    return [
      ...new Set([...literals, ...STATUSES.filter((status) => likely(status, literals)), ...seen]),
    ].slice(0, MAX_STATUSES);
  }
  const fit = given.filter(accepted);
  if (classed) return [...new Set([...fit, 'other'])].slice(0, MAX_VALUES + 1);
  const alone = (label === 'job' || label === 'region') && !grouping.includes(label);
  const least = label === 'instance' && kind === 'gauge' ? 3 : alone ? 1 : 2;
  for (const more of [
    ...(DEFAULTS[label] ?? []),
    ...(label === 'job' ? [name.startsWith('shop_') ? 'shop' : 'api'] : []),
  ]) {
    if (fit.length < least && accepted(more) && !fit.includes(more)) fit.push(more);
  }
  for (let i = 1; fit.length < least; i++) {
    if (accepted(`${label}-${i}`)) fit.push(`${label}-${i}`);
    else if (i > 9) break;
  }
  return fit.slice(0, Math.max(least, label === 'instance' ? least : 2));
}

const DEFAULTS: Readonly<Record<string, readonly string[]>> = {
  instance: ['eu-1', 'us-2', 'eu-3'],
  method: ['GET', 'POST'],
  route: ['/items', '/orders'],
};

/**
 * Where a rule names 500 and no other 5xx, it takes it for the only one: both ways of asking for failures are right.
 */
function likely(status: string, literals: readonly string[]): boolean {
  return literals.every((literal) => literal === status || literal[0] !== status[0]);
}

function regionOf(instance: string, samples: readonly Labels[]): string | undefined {
  return (
    samples.find((labels) => labels['instance'] === instance && labels['region'] !== undefined)?.['region'] ??
    /^([a-z]+)-\d+$/.exec(instance)?.[1]
  );
}

/** What is singled out is spread in another way than the rest: shares differ by instance, route and status. */
function weightOf(index: number, count: number, classed: boolean): number {
  const place = classed ? count - 1 - index : index;
  return 1 / (place + 2);
}

function matches({ label, op, value }: Pick<Matcher, 'label' | 'op' | 'value'>, labels: Labels): boolean {
  const own = labels[label] ?? '';
  switch (op) {
    case '=':
      return own === value;
    case '!=':
      return own !== value;
    default:
      return (compileRegex(value)?.test(own) ?? false) === (op === '=~');
  }
}
