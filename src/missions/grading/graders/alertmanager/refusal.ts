import type { Diagnosis } from '../../../../promql/diagnosis.js';
import { nearest } from '../../../../util/nearest.js';
import { yamlProblem } from '../../yaml-problem.js';

/** Why a configuration or a list of silences can’t be used, and what to do about it. */
export function refusedConfig(ask: string, reason: string, text: string): Diagnosis {
  const invalid = yamlProblem(text);
  const said = invalid ? `it is not valid YAML. ${invalid.message}` : reason;
  const indent =
    'Fields that belong together have the same indentation, and each entry of a list begins with a dash.';
  return ask === 'silences'
    ? {
        ...{ rule: 'silences-refused', severity: 'error' },
        message: `These silences can’t be read: ${said}`,
        why: 'A silence is a list of matchers, all of which must match.',
        fix: 'Write a list with an entry like `- matchers: [\'alertname="TargetDown"\']` for each silence.',
      }
    : {
        ...{ rule: 'alertmanager-refused', severity: 'error' },
        message: `Alertmanager refuses the configuration: ${said}`,
        why: 'With a configuration that it can’t use, Alertmanager doesn’t start; on a reload it keeps the old one.',
        fix: invalid ? indent : adviceOn(reason),
      };
}

const FIELDS = [
  'global',
  'route',
  'routes',
  'receiver',
  'receivers',
  'inhibit_rules',
  'name',
  'matchers',
  'match',
  'match_re',
  'group_by',
  'group_wait',
  'group_interval',
  'repeat_interval',
  'continue',
  'source_matchers',
  'target_matchers',
  'source_match',
  'target_match',
  'equal',
  'templates',
];

function adviceOn(reason: string): string {
  const [, receiver] = /undefined receiver "([^"]*)"/.exec(reason) ?? [];
  if (receiver !== undefined) {
    return `List every receiver that a route names below \`receivers:\`, as in \`- name: ${receiver}\`, spelled the same.`;
  }
  const [, field] = /field (\S+) not found/.exec(reason) ?? [];
  if (field !== undefined) {
    const [near] = nearest(
      field,
      FIELDS.filter((name) => name !== field),
    );
    return FIELDS.includes(field)
      ? `\`${field}\` belongs to another level: check the indentation of its line.`
      : near === undefined
        ? `Remove \`${field}\`, or check its spelling.`
        : `Did you mean \`${near}\`?`;
  }
  if (/unmarshal !!\w+ .*into \[\]string|into config\.Matchers/.test(reason)) {
    return 'Matchers and labels are lists: write [\'name="value"\'] for matchers, and [name, name] for labels.';
  }
  if (/unmarshal !!map into \[\]/.test(reason)) return 'This is a list: begin each entry with a dash.';
  if (/matcher|bad match|unquoted/i.test(reason)) {
    return 'A matcher is name, operator (=, !=, =~ or !~) and value, in quotes: \'severity="page"\'.';
  }
  return 'Look at the line and the field in the message. amtool check-config says the same.';
}
