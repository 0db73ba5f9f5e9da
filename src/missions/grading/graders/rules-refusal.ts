import type { Diagnosis } from '../../../promql/diagnosis.js';
import { explainRejection } from '../../../promql/refusals/rejection.js';
import { nearest } from '../../../util/nearest.js';
import { listed } from '../../../util/text/words.js';
import { readRawRules } from '../rule-scenarios/rule-file.js';
import { yamlProblem } from '../yaml-problem.js';

/** Why promtool refuses a rule file, and what to do about it. */

type Said = Pick<Diagnosis, 'message' | 'why' | 'fix'>;

/** The fields of each level of a rule file, by the name of its type in promtool's messages. */
const FIELDS: Readonly<Record<string, { what: string; fields: readonly string[] }>> = {
  RuleGroups: { what: 'the file itself', fields: ['groups'] },
  RuleGroup: { what: 'a group', fields: ['name', 'interval', 'limit', 'query_offset', 'rules'] },
  RuleNode: {
    what: 'a rule',
    fields: ['record', 'alert', 'expr', 'for', 'keep_firing_for', 'labels', 'annotations'],
  },
};
/** Words that people read in an alert, rather than route it by. */
const ANNOTATIONS = /^(?:summary|description|message|runbook(?:_url)?|dashboard(?:_url)?|title|details)$/i;

const NO_START =
  'With a rule file that it can’t read, Prometheus doesn’t start; on a reload it keeps the old rules.';

/**
 * @param reason promtool's words, without the file's name
 * @param text the file
 */
export function explainRulesRefusal(reason: string, text: string): Diagnosis {
  const plain = reason
    .replace(/yaml: unmarshal errors:\s*/g, '')
    .split('\n')
    .join('; ');
  return {
    rule: 'rules-refused',
    severity: 'error',
    ...(syntax(text) ??
      expression(reason, text) ?? {
        message: `promtool refuses the file: ${plain}`,
        why: NO_START,
        fix: adviceOn(reason),
      }),
  };
}

/**
 * Why promtool gave up while it ran rules that it can read.
 * @param reason such as `rule: High, time: 1m0s, err: duplicate sample for timestamp`
 * @returns undefined if no rule is to blame
 */
export function explainFailedRule(reason: string): Diagnosis | undefined {
  const [, name, said] = /rule: (.+?), time: [^,]+, err: (.*)/.exec(reason) ?? [];
  if (name === undefined || said === undefined) return undefined;
  const isDuplicate = /duplicate sample|same labelset/.test(said);
  return {
    rule: 'rules-fail',
    severity: 'error',
    message: `\`${name}\` can’t be evaluated: ${said}.`,
    why: isDuplicate
      ? 'Two results, of one rule or of two with the same name, would be the same series.'
      : 'Prometheus keeps nothing of a rule that fails, and evaluates it again later.',
    fix: isDuplicate
      ? 'Keep only one rule of that name, and check that its labels don’t overwrite a label of the result.'
      : 'Run its expression as a query, with `obs-lab query`, and correct what the error names.',
  };
}

function syntax(text: string): Said | undefined {
  const problem = yamlProblem(text);
  return (
    problem && {
      message: `The file is not valid YAML. ${problem.message}.`,
      why: NO_START,
      fix: `Look at \`${problem.line}\` and the lines around it: fields of one rule have the same indentation.`,
    }
  );
}

/** An expression that Prometheus can't parse is explained like a query. */
function expression(reason: string, text: string): Said | undefined {
  const [, name = '', said] =
    /group "[^"]*", rule \d+, "([^"]*)": could not parse expression: (?:\d+:\d+: )?(?:parse error: )?(.*)/.exec(
      reason,
    ) ?? [];
  if (said === undefined) return undefined;
  const { why, fix } = explainRejection(said, expressionOf(name, text));
  return { message: `The expression of \`${name}\` is not valid PromQL: ${said}.`, why, fix };
}

function expressionOf(name: string, text: string): string {
  const rule = readRawRules(text).find((raw) => raw.get('alert') === name || raw.get('record') === name);
  return String(rule?.get('expr') ?? '');
}

function adviceOn(reason: string): string {
  const [, field = '', type = ''] = /field (\S+) not found in type rulefmt\.(\w+)/.exec(reason) ?? [];
  if (field !== '') return adviceOnField(field, type);
  if (/not a valid duration string/.test(reason)) {
    return 'Write a whole number with its unit and nothing between them, as in 30s, 5m or 1h.';
  }
  if (/cannot unmarshal !!\w+ (?:`.*` )?into map\[string\]string/.test(reason)) {
    return '`labels` and `annotations` hold one `name: value` per line, without a dash or an equals sign.';
  }
  if (/cannot unmarshal !!(?:seq|map) into string/.test(reason)) {
    return 'This field takes one text: write it without brackets, braces or a dash, as in `severity: page`.';
  }
  if (/into \[\]rulefmt\.RuleGroup\b/.test(reason)) {
    return '`groups` is a list: put a dash before `name`, and indent the group’s other fields like `name`.';
  }
  if (/into \[\]rulefmt\.RuleNode/.test(reason)) {
    return '`rules` is a list: put a dash before `alert` or `record`, and indent the rule’s other fields like it.';
  }
  if (/!!seq into rulefmt\.RuleGroups/i.test(reason)) {
    return 'The file begins with `groups:`. Below it is a list of groups, each with a name and a list of rules.';
  }
  if (/Groupname must not be empty/.test(reason)) return 'Give the group a name: `- name: api`.';
  if (/invalid recording rule name/.test(reason)) {
    return 'A recorded series is a metric: its name has letters, digits, underscores and colons, but no hyphens or blanks.';
  }
  if (/invalid field 'for' in recording rule/.test(reason)) {
    return 'Only an alert waits: remove `for`, or make the rule an alert.';
  }
  if (/only one of 'record' and 'alert'/.test(reason)) {
    return 'Make two rules of it, each with its own dash, or remove one of the two names.';
  }
  if (/one of 'record' or 'alert' must be set/.test(reason)) {
    return 'Give the rule a name: `alert: …` or `record: …`, beside `expr`.';
  }
  if (/field 'expr' must be set/.test(reason)) {
    return 'Give the rule an expression: `expr: …`, beside its name.';
  }
  if (/template:/.test(reason)) {
    return 'In a template write {{ $value }} or {{ $labels.name }}; a function follows after |, as in {{ $value | humanize }}.';
  }
  if (/invalid label name/.test(reason)) return 'Use letters, digits and underscores in the name of a label.';
  if (/is repeated in the same file/.test(reason)) {
    return 'Give each group a name of its own, or join the two.';
  }
  return 'Look at the line and column in the message.';
}

/** Fields of a group that older versions do not know, with the first that does. */
const NEWER: Readonly<Record<string, string>> = { query_offset: '2.53', labels: '3.0', limit: '2.31' };

function adviceOnField(field: string, type: string): string {
  const { what, fields } = FIELDS[type] ?? FIELDS['RuleNode']!;
  if (type === 'RuleGroup' && field in NEWER) {
    const move = field === 'labels' ? 'move it to each rule, indented like `expr`' : 'remove it';
    return `A group has \`${field}\` only from Prometheus ${NEWER[field]} on, and the one that runs here is older: ${move}.`;
  }
  const owner = Object.values(FIELDS).find((level) => level.fields.includes(field));
  if (owner) {
    return owner.what === 'the file itself'
      ? '`groups` comes once, at the beginning of the file.'
      : `\`${field}\` is a field of ${owner.what}, not of ${what}: ${owner.what === 'a rule' ? 'indent it like `expr`, below the dash of its rule' : 'indent it like the `name` of the group'}.`;
  }
  const [near] = nearest(field, fields);
  if (near !== undefined) return `There is no field \`${field}\`. Did you mean \`${near}\`?`;
  if (type !== 'RuleNode') {
    return `${what === 'a group' ? 'A group' : 'The file'} has only ${listed(fields)}.`;
  }
  const [home, example] = ANNOTATIONS.test(field)
    ? ['annotations', 'a text for people']
    : ['labels', 'a label'];
  return `\`${field}\` is not a field of a rule. If it is ${example}, put it below \`${home}:\`, indented further than that. A rule has ${listed(fields)}.`;
}
