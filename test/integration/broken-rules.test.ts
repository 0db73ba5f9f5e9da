import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { breakRules } from '../../src/faults/broken-rules.js';
import { ruleFiles } from '../../src/stack/services/template.js';
import type { ConfigFile } from '../../src/stack/spec.js';
import { openPromtool } from '../../src/stack/tools/find-tools.js';
import { packageRoot } from '../../src/util/package-root.js';

// Rules that the fault broke, by a real promtool: Prometheus loads them, and exactly the broken ones stay silent.

const promtool = openPromtool();
const fileOf = (files: readonly ConfigFile[], name: string): string =>
  files.find(({ path }) => path === `rules/${name}`)?.content ?? '';

/** The alerts that did not fire when the rules' own tests say they should. */
async function silent(files: readonly ConfigFile[]): Promise<string[]> {
  const names = ['api.yml', 'slo.yml'];
  const found = names.map(async (name) => {
    const tests = readFileSync(join(packageRoot(), 'test/alerts', name.replace('.yml', '.test.yml')), 'utf8');
    const { stdout, stderr } = await promtool(['test', 'rules', 'tests.yml'], {
      files: { [name]: fileOf(files, name), 'tests.yml': tests },
    });
    return [...`${stdout}${stderr}`.matchAll(/alertname: (\w+)/g)].map(([, alert]) => alert ?? '');
  });
  return [...new Set((await Promise.all(found)).flat())].sort();
}

test.each([
  [0, []],
  [1, ['ApiErrorRateHigh']],
  [2, ['ApiErrorRateHigh', 'ApiLatencyHigh']],
  [3, ['ApiErrorBudgetBurnFast', 'ApiErrorRateHigh', 'ApiLatencyHigh']],
])('%i broken rules are valid, and never fire', async (count, expected) => {
  const files = breakRules(ruleFiles(), count);
  for (const name of ['api.yml', 'slo.yml']) {
    const checked = await promtool(['check', 'rules', name], { files: { [name]: fileOf(files, name) } });
    expect(checked.exitCode, checked.stderr).toBe(0);
  }
  expect(await silent(files)).toEqual(expected);
});
