import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLab, type TestLab } from '../helpers/lab.js';

const RULES = `groups:
  - name: api
    rules:
      - alert: NoApi
        expr: count(up{job="api"}) == 0
      - alert: Accepted
        expr: count(up{job="web"}) == 0 # obs-lab: ignore absent-as-zero
      - alert: ErrorRatio
        expr: |
          sum by (job) (rate(http_requests_total{code=~"5.."}[5m]))
          / sum(rate(http_requests_total[5m])) > 0.1
`;

const DASHBOARD = JSON.stringify(
  {
    title: 'API',
    panels: [
      {
        id: 3,
        title: 'p95',
        datasource: { type: 'prometheus', uid: 'p' },
        targets: [
          {
            refId: 'A',
            expr: 'histogram_quantile(0.95, sum(rate(lat_bucket{job="$job"}[$__rate_interval])))',
          },
        ],
      },
    ],
  },
  null,
  2,
);

interface Linted {
  diagnoses: { rule: string }[];
  valid: boolean;
  prometheus: null;
  files: {
    file: string;
    kind: string | null;
    findings: { rule: string; line: number; column: number; where: object }[];
    problems: { line: number; message: string }[];
  }[];
}

describe('promql lint FILE…', () => {
  let lab: TestLab;
  let root: string;
  beforeAll(async () => {
    lab = await createLab();
    root = join(dirname(lab.home.path), 'files');
    for (const [name, text] of Object.entries({
      'wrong/rules/api.yml': RULES,
      'wrong/dashboards/api.json': DASHBOARD,
      'right/api.yml': 'groups: [{name: g, rules: [{record: "a:b", expr: sum(up)}]}]\n',
      'broken/api.yml': 'groups:\n  - name: g\n    rules:\n      - alert: A\n        expr: [up\n',
      'broken/other.yml': RULES,
      'invalid/api.yml': 'groups:\n  - rules:\n      - alert: A\n        expr: up{\n',
    })) {
      await mkdir(dirname(join(root, name)), { recursive: true });
      await writeFile(join(root, name), text);
    }
  });
  afterAll(async () => lab?.close());

  it('shows the findings below their file', async () => {
    const { exitCode, stdout } = await lab.cli(['promql', 'lint', join(root, 'wrong')]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain(`${join(root, 'wrong/dashboards/api.json')}\n  14:`);
    expect(stdout).toContain('error missing-le  panel p95 · target A\n');
    expect(stdout).toContain(
      `${join(root, 'wrong/rules/api.yml')}\n  5:15  error absent-as-zero  group api · alert NoApi\n`,
    );
    expect(stdout).toContain('  10:11  error unmatched-vectors  group api · alert ErrorRatio\n');
    expect(stdout).not.toContain('Accepted');
    expect(stdout).toContain('✗ 3 errors: 4 queries in 2 files.\nChecked without Prometheus');
  });

  it.each<[string, number, boolean, string[]]>([
    ['right', 0, true, []],
    ['wrong', 1, true, ['missing-le', 'absent-as-zero', 'unmatched-vectors']],
    ['broken', 2, true, ['absent-as-zero', 'unmatched-vectors']],
    ['invalid', 2, false, ['unfinished']],
    ['missing.yml', 2, true, []],
  ])('%s: exit code %i', async (name, exitCode, valid, rules) => {
    const { json, ...result } = await lab.json<Linted>(['promql', 'lint', join(root, name)]);
    expect(result.exitCode).toBe(exitCode);
    expect({ valid: json.valid, rules: json.diagnoses.map(({ rule }) => rule) }).toEqual({ valid, rules });
    expect(json.files.flatMap(({ findings }) => findings.map(({ rule }) => rule))).toEqual(rules);
    expect(json.files.flatMap(({ problems }) => problems)).toHaveLength(/broken|missing/.test(name) ? 1 : 0);
  });

  it('prints SARIF', async () => {
    const { exitCode, stdout } = await lab.cli(['promql', 'lint', join(root, 'wrong'), '--sarif']);
    expect(exitCode).toBe(1);
    const { version, runs } = JSON.parse(stdout) as { version: string; runs: { results: object[] }[] };
    expect(version).toBe('2.1.0');
    expect(runs[0]!.results).toHaveLength(3);
    expect(runs[0]).toMatchObject({
      tool: { driver: { name: 'obs-lab', rules: [{ id: 'absent-as-zero' }, { id: 'missing-le' }, {}] } },
    });
  });

  it.each<[string, string[], RegExp]>([
    ['an expression as SARIF', ['up', '--sarif'], /--sarif needs files/],
    ['two formats', ['.', '--sarif', '--json'], /cannot be used together/],
    ['files and an expression', ['.', '-e', 'up'], /Unexpected argument/],
    ['an expression without quotes', ['sum', '(up)'], /Unexpected argument: \(up\)/],
  ])('refuses %s', async (_, args, says) => {
    const { exitCode, stdout, stderr } = await lab.cli(['promql', 'lint', ...args]);
    expect(exitCode).toBe(2);
    expect(stdout + stderr).toMatch(says);
  });

  it('still lints an expression, given with --expr too', async () => {
    const plain = await lab.json<Linted>(['promql', 'lint', 'count(up) == 0']);
    const flag = await lab.json<Linted>(['promql', 'lint', '-e', 'count(up) == 0']);
    expect(plain).toMatchObject({
      exitCode: 1,
      json: { diagnoses: [{ rule: 'absent-as-zero' }], prometheus: null },
    });
    expect(flag.json).toEqual(plain.json);
    expect(plain.json).not.toHaveProperty('files');
  });
});
