import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ALERTS } from '../../lab/faults/alerts.js';
import { openPromtool } from '../../src/stack/tools/find-tools.js';
import { packageRoot } from '../../src/util/package-root.js';

// The lab's alerting rules, by a real promtool. Its tests are in test/alerts, one file per rule file.

interface Rule {
  alert: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
}
interface AlertTest {
  alertname: string;
  exp_alerts: unknown[];
}

const directory = join(packageRoot(), 'stack/prometheus/rules');
const names = readdirSync(directory).sort();
const textOf = (name: string): string => readFileSync(join(directory, name), 'utf8');
const testsOf = (name: string): string =>
  readFileSync(join(packageRoot(), 'test/alerts', `${basename(name, '.yml')}.test.yml`), 'utf8');

const rules = names.flatMap((name) =>
  (parse(textOf(name)) as { groups: { rules: Rule[] }[] }).groups.flatMap((group) => group.rules),
);
const cases = names.flatMap((name) =>
  (parse(testsOf(name)) as { tests: { alert_rule_test: AlertTest[] }[] }).tests.map(
    ({ alert_rule_test }) => alert_rule_test,
  ),
);

const promtool = openPromtool();

test('there is a rule for each alert, and no other', () => {
  expect(rules.map(({ alert }) => alert).sort()).toEqual(Object.keys(ALERTS).sort());
});

describe.each(names)('%s', (name) => {
  test('passes promtool check rules', async () => {
    const { exitCode, stdout, stderr } = await promtool(['check', 'rules', name], {
      files: { [name]: textOf(name) },
    });
    expect(exitCode, stdout + stderr).toBe(0);
  });

  test('fires when it should, and not before', async () => {
    const files = { [name]: textOf(name), 'tests.yml': testsOf(name) };
    const { exitCode, stdout, stderr } = await promtool(['test', 'rules', 'tests.yml'], { files });
    expect(exitCode, stdout + stderr).toBe(0);
  });
});

describe.each(rules)('$alert', ({ alert, labels, annotations }) => {
  test('says how urgent it is, what it is about, its value, and what to do', () => {
    expect(['page', 'ticket']).toContain(labels.severity);
    expect(labels.service).toMatch(/^(api|database|\{\{ \$labels\.job \}\})$/);
    expect(annotations.summary).toMatch(/^.{5,60}[^.]$/);
    expect(annotations.description).toContain('$value');
    expect(annotations.runbook).toBe(`docs/runbooks/${alert}.md`);
  });

  test('is tested firing, just before that, and below its limit', () => {
    const own = cases.filter((each) => each.every(({ alertname }) => alertname === alert));
    const fires = (each: AlertTest[]): boolean => each.some(({ exp_alerts }) => exp_alerts.length > 0);
    const firing = own.filter(fires);
    expect(firing).not.toEqual([]);
    for (const [first] of firing) expect(first?.exp_alerts).toEqual([]);
    expect(own.filter((each) => !fires(each))).not.toEqual([]);
  });
});
