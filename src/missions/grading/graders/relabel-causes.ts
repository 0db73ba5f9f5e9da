import { compileRegex } from '../../../prometheus/regex.js';
import { relabel, type RelabelConfig } from '../../../prometheus/relabel.js';
import type { Labels } from '../../../prometheus/types.js';
import type { Diagnosis } from '../../../promql/diagnosis.js';
import { counted, listed } from '../../../util/text/words.js';

/** Which entry did what to one series: the cause of a result that is not what the step asks for. */

export type Cause = Pick<Diagnosis, 'why' | 'fix'>;

/** An entry that a series came to, with the labels that it had then. */
interface Stage {
  entry: string;
  config: RelabelConfig;
  before: Labels;
  after: Labels | undefined;
}

/**
 * @param source the series as it is scraped
 * @param reference what should become of it; undefined if it should be dropped
 * @returns undefined if no single entry explains it
 */
export function causeOf(
  source: Labels,
  reference: Labels | undefined,
  configs: readonly RelabelConfig[],
): Cause | undefined {
  const stages = stagesOf(source, configs);
  const answer = stages.length === 0 ? source : stages.at(-1)!.after;
  if (answer === undefined) return reference && whyDropped(stages.at(-1)!);
  if (reference === undefined) return whyKept(stages);
  for (const label of Object.keys(reference)) {
    if (answer[label] === undefined) return whyMissing(label, stages);
    if (answer[label] === reference[label]) continue;
    return source[label] === reference[label] ? whyOverwritten(label, stages) : whyDifferent(label, stages);
  }
  const extra = Object.keys(answer).find((label) => !(label in reference));
  return extra === undefined ? undefined : whyExtra(extra, source, stages);
}

/** Why several series end up the same: an entry that removes the labels that told them apart. */
export function causeOfDuplicates(source: Labels, configs: readonly RelabelConfig[]): Cause | undefined {
  const stage = stagesOf(source, configs).find(({ config }) => config.action === 'labelkeep');
  return (
    stage && {
      why: `${stage.entry} is a labelkeep: it keeps the labels whose names match ${quoted(stage.config.regex)}, and removes all others, even the metric’s name.`,
      fix: 'To remove one label use labeldrop. labelkeep must list every label that stays, __name__ too.',
    }
  );
}

function stagesOf(source: Labels, configs: readonly RelabelConfig[]): Stage[] {
  const stages: Stage[] = [];
  let before: Labels | undefined = source;
  for (const [i, config] of configs.entries()) {
    if (before === undefined) break;
    const after: Labels | undefined = relabel(before, [config]);
    stages.push({ entry: `Entry ${i + 1}`, config, before, after });
    before = after;
  }
  return stages;
}

function whyDropped(stage: Stage): Cause | undefined {
  const { entry, config } = stage;
  const { action, regex } = config;
  if (action === 'keep') {
    return {
      why: `${entry} keeps only series whose ${what(stage)} its regex matches from beginning to end. It is ${quoted(valueOf(stage))}, and ${quoted(regex)} ${partly(stage) ? 'matches only a part of it' : 'does not match it'}.`,
      fix:
        config.source_labels.length === 0
          ? 'Add source_labels: [__name__] to compare the metric’s name.'
          : partly(stage)
            ? 'Let the regex also match what precedes or follows that part, as with .*'
            : 'Let the regex match it too, with another alternative after |.',
    };
  }
  if (action !== 'drop') return undefined;
  return {
    why:
      config.source_labels.length === 0
        ? `${entry} drops without source_labels: it compares its regex with an empty text, whatever the series.`
        : `${entry} drops every series whose ${what(stage)} its regex matches. It is ${quoted(valueOf(stage))}, and ${quoted(regex)} matches that.`,
    fix:
      config.source_labels.length === 0
        ? 'Add source_labels with the labels that decide.'
        : 'Make the condition narrower: several source labels at once are joined with ;.',
  };
}

function whyKept(stages: readonly Stage[]): Cause | undefined {
  const deciding = stages.filter(({ config }) => /^(?:keep|drop)$/.test(config.action));
  const stage = deciding.find(({ config }) => config.action === 'drop') ?? deciding[0];
  if (!stage) {
    return {
      why: `No entry drops series: ${stages.length === 0 ? 'the list is empty' : 'an entry without `action` is a replace, which only sets a label'}.`,
      fix: 'Add `action: drop` for the series to remove, or `action: keep` for those that stay.',
    };
  }
  const { entry, config } = stage;
  if (config.action === 'keep') {
    return {
      why: `${entry} keeps every series whose ${what(stage)} its regex matches. It is ${quoted(valueOf(stage))}, and ${quoted(config.regex)} matches that.`,
      fix: /\.[*+]/.test(config.regex)
        ? 'Make the regex narrower: .* also takes what only begins or ends like the names that you want.'
        : 'Make the regex narrower, or use drop, which removes what matches.',
    };
  }
  return {
    why: `${entry} compares its regex with the ${what(stage)}, which is ${quoted(valueOf(stage))} here, and ${quoted(config.regex)} ${partly(stage) ? 'matches only a part of that' : 'does not match that'}.`,
    fix: partly(stage)
      ? 'The regex must match the whole text: write .* for whatever precedes or follows.'
      : 'Change the regex or the source labels until the regex matches that whole text.',
  };
}

function whyMissing(label: string, stages: readonly Stage[]): Cause | undefined {
  const remover = stages.find(
    ({ before, after }) => label in before && after !== undefined && !(label in after),
  );
  if (remover) {
    const { entry, config } = remover;
    return /^label(?:drop|keep)$/.test(config.action)
      ? {
          why: `${entry} is a ${config.action}: it removes the label ${label}, whose name ${quoted(config.regex)} ${config.action === 'labeldrop' ? 'matches' : 'does not match'}.`,
          fix:
            config.action === 'labelkeep' ? 'To remove one label use labeldrop.' : 'Make the regex narrower.',
        }
      : { why: `${entry} sets ${label} to an empty text, which removes it.`, fix: groupAdvice(remover) };
  }
  const setter = stages.find(({ config }) => config.target_label === label && sets(config));
  const other = stages.find(({ config }) => config.target_label === label && !sets(config));
  if (!setter && other) {
    return {
      why: `${other.entry} has the action ${other.config.action}, which does not use target_label.`,
      fix: 'To set one label use `action: replace`, or leave out `action`: replace is the default.',
    };
  }
  if (!setter) {
    return {
      why: `No entry sets the label ${label}.`,
      fix: `Name it in the entry that should set it: target_label: ${label}`,
    };
  }
  const { entry, config } = setter;
  if (!matches(setter)) {
    return {
      why: `${entry} compares its regex with the ${what(setter)}, which is ${quoted(valueOf(setter))} here, and ${quoted(config.regex)} ${partly(setter) ? 'matches only a part of that' : 'does not match that'}. Then it sets nothing.`,
      fix: 'The regex must match the whole text, with a group in parentheses around the part to keep.',
    };
  }
  return {
    why: `${entry} matches ${quoted(valueOf(setter))}, but its replacement ${quoted(config.replacement)} is empty then, and an empty label is no label.`,
    fix: groupAdvice(setter),
  };
}

/** A label that no entry should touch. */
function whyOverwritten(label: string, stages: readonly Stage[]): Cause | undefined {
  const setter = stages.find(({ before, after }) => after !== undefined && after[label] !== before[label]);
  return (
    setter && {
      why: `${setter.entry} overwrites ${label}, which should stay as it is.`,
      fix: 'target_label names the label that the entry sets: name the one that should get the value.',
    }
  );
}

function whyDifferent(label: string, stages: readonly Stage[]): Cause | undefined {
  const setter = stages.findLast(
    ({ before, after }) => after !== undefined && after[label] !== before[label],
  );
  if (!setter) {
    const intended = stages.find(({ config }) => config.target_label === label);
    return intended && !matches(intended)
      ? {
          why: `${intended.entry} does not match ${quoted(valueOf(intended))}, so ${label} stays as it is.`,
          fix: 'The regex must match the whole text.',
        }
      : undefined;
  }
  const { entry, config, after } = setter;
  if (/^(?:lowercase|uppercase|hashmod)$/.test(config.action)) {
    return {
      why: `${entry} has the action ${config.action}, which sets ${label} to the whole value in another form: ${quoted(after![label] ?? '')}.`,
      fix: 'To copy a part of a value use `action: replace`, or leave out `action`.',
    };
  }
  if (!config.replacement.includes('$')) {
    return {
      why: `${entry} sets ${label} to ${quoted(config.replacement)}, a fixed text, for every series that it matches.`,
      fix: 'In replacement, $1 stands for what the first group in parentheses of the regex matches.',
    };
  }
  return {
    why: `${entry} sets ${label} to ${quoted(after![label] ?? '')}: that is what ${quoted(config.replacement)} stands for when ${quoted(config.regex)} matches ${quoted(valueOf(setter))}.`,
    fix: 'Put the parentheses of the group around the part to keep, and let the rest of the regex match what surrounds it.',
  };
}

function whyExtra(label: string, source: Labels, stages: readonly Stage[]): Cause | undefined {
  if (label in source) {
    const remover = stages.find(({ config }) => config.action === 'labeldrop');
    return remover
      ? {
          why: `${remover.entry} removes labels whose names ${quoted(remover.config.regex)} matches from beginning to end; ${label} is not one of them.`,
          fix: 'A labeldrop compares names of labels, not their values.',
        }
      : {
          why: `No entry removes the label ${label}.`,
          fix: '`action: labeldrop` removes the labels whose names its regex matches.',
        };
  }
  const setter = stages.find(
    ({ before, after }) => !(label in before) && after !== undefined && label in after,
  );
  return (
    setter && {
      why: `${setter.entry} sets ${label} to ${quoted(setter.after![label]!)}, because ${quoted(setter.config.regex)} matches ${quoted(valueOf(setter))}.`,
      fix: 'Let the regex match only what should get the label: for anything else the entry then does nothing.',
    }
  );
}

function sets({ action }: RelabelConfig): boolean {
  return !/^(?:keep|drop|keepequal|dropequal|labelmap|labeldrop|labelkeep)$/.test(action);
}

/** Why the replacement of an entry that matches is empty. */
function groupAdvice({ config: { regex, replacement } }: Stage): string {
  const groups = [...regex.replace(/\\.|\[(?:\\.|[^\]\\])*\]/g, '').matchAll(/\((?!\?)|\(\?P?</g)].length;
  const [, digits] = /\$\{?(\d+)/.exec(replacement) ?? [];
  if (digits !== undefined && Number(digits) > groups) {
    return groups === 0
      ? `$${digits} stands for what a group in parentheses matches, and the regex has none: put parentheses around the part to keep.`
      : `$${digits} stands for group ${digits}, and the regex has only ${counted(groups, 'group')} in parentheses.`;
  }
  return 'Check what the group in parentheses matches.';
}

function what({ config: { source_labels: labels, separator } }: Stage): string {
  if (labels.length === 0) return 'source labels (none are listed, so an empty text)';
  return labels.length === 1
    ? `label ${labels[0]}`
    : `labels ${listed(labels)}, joined with ${quoted(separator)}`;
}

function valueOf({ config: { source_labels: labels, separator }, before }: Stage): string {
  return labels.map((name) => before[name] ?? '').join(separator);
}

function matches(stage: Stage): boolean {
  return compileRegex(stage.config.regex)?.test(valueOf(stage)) ?? false;
}

/** True if the regex is found in the value, but is not all of it. */
function partly(stage: Stage): boolean {
  const loose = compileRegex(stage.config.regex, { anchored: false });
  return loose?.test('') === false && loose.test(valueOf(stage)) && !matches(stage);
}

function quoted(text: string): string {
  return `"${text}"`;
}
