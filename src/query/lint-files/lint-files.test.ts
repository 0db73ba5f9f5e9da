import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import type { LintedFile } from './lint-file.js';
import { lintFiles, type LintFilesDocument } from './lint-files.js';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'obs-lab-lint-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function lintDirectory(files: Record<string, string>): Promise<LintFilesDocument & { at: string }> {
  const at = await mkdtemp(join(root, 'files-'));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(at, name)), { recursive: true });
    await writeFile(join(at, name), text);
  }
  return { ...(await lintFiles([at], { prometheus: undefined, now: 0 })), at };
}

async function lintText(text: string, name = 'rules.yml'): Promise<LintedFile> {
  const path = join(await mkdtemp(join(root, 'file-')), name);
  await writeFile(path, text);
  return (await lintFiles([path], { prometheus: undefined, now: 0 })).files[0]!;
}

/** A rule file with one alert, whose `expr` is written as given. */
const alert = (expr: string): string =>
  `groups:\n  - name: g\n    rules:\n      - alert: A\n        ${expr}\n`;

const panel = (target: object, more: object = {}): string =>
  JSON.stringify({
    title: 'D',
    panels: [{ id: 1, title: 'P', targets: [{ refId: 'A', ...target }], ...more }],
  });

const WRONG = 'count(up) == 0';

describe('the place of a finding', () => {
  it.each<[string, string, string?]>([
    ['plain', alert(`expr: ${WRONG}`)],
    ['plain over lines', alert('expr: up\n          and on ()\n          count(up) == 0')],
    ['single quotes', alert(`expr: 'up{a=''b''} and on () ${WRONG}'`)],
    ['double quotes', alert(`expr: "up{a=\\"\\u00e9\\"}\\tand on ()\\n${WRONG}"`)],
    ['double quotes over lines', alert(`expr: "up and \\\n          on ()\n\n          ${WRONG}"`)],
    ['a literal block', alert(`expr: |\n          up{a="é"}\n\n            and on ()\n          ${WRONG}`)],
    ['a literal block with an indent', alert(`expr: |2-\n           up and on ()\n          ${WRONG}`)],
    ['a folded block', alert(`expr: >-\n          up\n          and on ()\n\n          ${WRONG}`)],
    ['CRLF', alert(`expr: |\n          up and on ()\n          ${WRONG}`).replaceAll('\n', '\r\n')],
    ['an alias', `x: &wrong ${WRONG}\n${alert('expr: *wrong')}`],
    ['a merge key', `x: &base\n  expr: ${WRONG}\n${alert('<<: *base')}`],
    ['a later document', `a: 1\n---\n${alert(`expr: ${WRONG}`)}`],
    [
      'an operator’s resource',
      `kind: PrometheusRule\nspec:\n${alert(`expr: ${WRONG}`).replace(/^/gm, '  ')}`,
    ],
    ['JSON', panel({ expr: `up{a="b"} and on ()\n${WRONG}` }), 'd.json'],
    [
      'a variable',
      panel({ expr: `up{a="$long_name"}[\${w}:] > $x or ${WRONG}` }).replace('[${w}:]', ''),
      'd.json',
    ],
  ])('%s', async (_, text, name) => {
    const { findings, valid } = await lintText(text, name);
    expect(valid).toBe(true);
    expect(findings.map(({ rule }) => rule)).toEqual(['absent-as-zero']);
    const [{ line, column, endLine, endColumn }] = findings as [(typeof findings)[0]];
    const rows = text.split(/\r?\n/);
    expect(rows[line - 1]!.slice(column - 1)).toMatch(/^count\(up\) == 0/);
    expect([endLine, endColumn]).toEqual([line, column + WRONG.length]);
  });

  test('the end of a finding that goes over lines', async () => {
    const { findings } = await lintText(alert('expr: |\n          count(up)\n          == 0'));
    expect(findings[0]).toMatchObject({ line: 6, column: 11, endLine: 7, endColumn: 15 });
  });
});

describe('what a finding belongs to', () => {
  const query = {
    refId: 'B',
    hidden: false,
    query: { kind: 'DataQuery', group: 'prometheus', spec: { expr: WRONG } },
  };
  const older = { refId: 'B', query: { kind: 'prometheus', spec: { expr: WRONG } } };
  const v2 = (spec: object): object => ({
    elements: {
      e: {
        kind: 'Panel',
        spec: {
          id: 7,
          title: 'P',
          data: { kind: 'QueryGroup', spec: { queries: [{ kind: 'PanelQuery', spec }] } },
        },
      },
    },
  });
  const grafana = {
    title: 'T',
    data: [
      { refId: 'A', model: { expr: WRONG } },
      { refId: 'B', datasourceUid: '__expr__', model: { expr: '$A' } },
    ],
  };
  it.each<[string, string, object, string?]>([
    ['an alert', alert(`expr: ${WRONG}`), { group: 'g', alert: 'A' }],
    [
      'a recorded metric',
      alert(`expr: ${WRONG}`).replace('alert: A', 'record: a:b'),
      { group: 'g', record: 'a:b' },
    ],
    ['a panel', panel({ expr: WRONG }), { panel: 'P', panelId: 1, target: 'A' }, 'd.json'],
    ['a panel of the API', `{"meta": {}, "dashboard": ${panel({ expr: WRONG })}}`, { panel: 'P' }, 'd.json'],
    [
      'a panel in a row',
      JSON.stringify({ panels: [{ type: 'row', panels: [{ title: 'In', targets: [{ expr: WRONG }] }] }] }),
      { panel: 'In', panelId: null },
      'd.json',
    ],
    [
      'a panel of old rows',
      JSON.stringify({ rows: [{ panels: [{ title: 'In', targets: [{ expr: WRONG }] }] }] }),
      { panel: 'In' },
      'd.json',
    ],
    [
      'a panel of schema v2',
      JSON.stringify({ kind: 'Dashboard', spec: v2(query) }),
      { panel: 'P', panelId: 7, target: 'B' },
      'd.json',
    ],
    ['a panel of schema v2, bare', JSON.stringify(v2(query)), { panel: 'P' }, 'd.json'],
    ['a panel of schema v2alpha1', JSON.stringify(v2(older)), { panel: 'P' }, 'd.json'],
    [
      'an annotation',
      JSON.stringify({ panels: [], annotations: { list: [{ name: 'N', expr: WRONG }] } }),
      { annotation: 'N' },
      'd.json',
    ],
    [
      'a rule of Grafana',
      JSON.stringify({ apiVersion: 1, groups: [{ name: 'g', rules: [grafana] }] }),
      { group: 'g', alert: 'T', target: 'A' },
      'a.json',
    ],
  ])('%s', async (_, text, where, name) => {
    const { findings, queries } = await lintText(text, name);
    expect(findings).toMatchObject([{ rule: 'absent-as-zero', query: WRONG, where }]);
    expect(queries).toBe(1);
  });
});

describe('other languages', () => {
  const logql = { expr: '{app="a"} |= "b"' };
  const variable = { templating: { list: [{ name: 'ds', type: 'datasource', query: 'loki' }] } };
  const onVariable = JSON.stringify({ ...variable, panels: [{ datasource: '${ds}', targets: [logql] }] });
  const onInput = JSON.stringify({
    __inputs: [{ name: 'DS_L', pluginId: 'loki' }],
    panels: [{ datasource: { type: '$x', uid: '${DS_L}' }, targets: [logql] }],
  });
  it.each<[string, string, Partial<Record<'queries' | 'skipped' | 'findings', number>>, string]>([
    ['a typed panel is left out', panel(logql, { datasource: { type: 'loki' } }), {}, 'd.json'],
    [
      'a typed target is left out',
      panel({ ...logql, datasource: { type: 'loki' } }, { datasource: { uid: '-- Mixed --' } }),
      {},
      'd.json',
    ],
    ['a variable names the type', onVariable, {}, 'd.json'],
    ['an input names the type', onInput, {}, 'd.json'],
    ['an untyped one is skipped if it does not parse', panel(logql), { skipped: 1 }, 'd.json'],
    [
      'a Prometheus one is reported if it does not parse',
      panel(logql, { datasource: { type: 'prometheus' } }),
      { queries: 1, findings: 1 },
      'd.json',
    ],
    [
      'a rule of Loki is skipped',
      alert('expr: \'sum(rate({app="a"} |= "b" [5m])) > 1\''),
      { skipped: 1 },
      'r.yml',
    ],
    [
      'a variable as a function is skipped',
      panel({ expr: '${f}_over_time(up[5m])' }),
      { skipped: 1 },
      'd.json',
    ],
  ])('%s', async (_, text, counts, name) => {
    const { queries, skipped, findings } = await lintText(text, name);
    expect({ queries, skipped: skipped.length, findings: findings.length }).toEqual({
      queries: 0,
      skipped: 0,
      findings: 0,
      ...counts,
    });
  });
});

describe('ignore comments', () => {
  const comment = '# obs-lab: ignore some-rule, absent-as-zero because it is fine';
  it.each<[string, string, boolean]>([
    ['at the end of the line', alert(`expr: ${WRONG} ${comment}`), true],
    ['on the line before expr', alert(`${comment}\n        expr: ${WRONG}`), true],
    [
      'before the rule',
      alert(`expr: ${WRONG}`).replace('      - alert', `      ${comment}\n      # more\n      - alert`),
      true,
    ],
    ['after the alert’s name', alert(`expr: ${WRONG}`).replace('alert: A', `alert: A ${comment}`), true],
    ['in a block', alert(`expr: |\n          ${comment}\n          ${WRONG}`), true],
    ['after the block’s sign', alert(`expr: | ${comment}\n          ${WRONG}`), true],
    ['of another rule', alert(`expr: ${WRONG} # obs-lab: ignore raw-counter`), false],
    ['of another alert', alert(`expr: ${WRONG}`).replace('groups', `${comment}\n\ngroups`), false],
    ['in a text', alert(`expr: 'up{a="# obs-lab: ignore absent-as-zero"} or ${WRONG}'`), false],
  ])('%s', async (_, text, ignored) =>
    expect((await lintText(text)).findings.map(({ rule }) => rule)).toEqual(
      ignored ? [] : ['absent-as-zero'],
    ),
  );

  test('in a dashboard’s query', async () => {
    const { findings } = await lintText(
      panel({ expr: `${WRONG} # obs-lab: ignore absent-as-zero` }),
      'd.json',
    );
    expect(findings).toEqual([]);
  });

  test('can’t hide that a query does not parse', async () => {
    const { findings, valid } = await lintText(alert('expr: up{ # obs-lab: ignore unfinished'));
    expect([findings.length, valid]).toEqual([1, false]);
  });
});

describe('broken files', () => {
  it.each<[string, string, string, number, string]>([
    ['YAML', 'a.yml', alert('expr: up\n      x: [1'), 6, 'indented'],
    ['a template', 'a.yml', alert('expr: {{ .Values.expr }} > 1'), 5, 'render it first'],
    ['JSON', 'a.json', '{"panels": [\n{"expr": }]}', 2, 'a value is expected'],
    ['JSON that ends', 'a.json', '{"panels": [\n', 2, 'ends too early'],
    ['a text in JSON', 'a.json', '{"panels": "a\n"}', 1, 'not closed'],
    ['no expr', 'a.yml', alert('for: 5m'), 4, 'the rule A has no expr'],
    ['no group', 'a.yml', 'groups:\n  - 5\n', 2, 'a group has a name'],
    ['something else', 'a.yml', 'a: 1\n', 1, 'neither'],
  ])('%s', async (_, name, text, line, message) => {
    const { problems } = await lintText(text, name);
    expect(problems).toEqual([expect.objectContaining({ line, message: expect.stringMatching(message) })]);
  });

  test('a missing file is a problem of that file', async () => {
    const { files } = await lintFiles([join(root, 'missing.yml')], { prometheus: undefined, now: 0 });
    expect(files[0]!.problems[0]!.message).toBe('can’t be read: there is no such file');
  });
});

describe('directories', () => {
  test('are searched, without what is hidden, installed or something else', async () => {
    const { files, at, valid, diagnoses } = await lintDirectory({
      'b/c/rules.yaml': alert(`expr: ${WRONG}`),
      'a.json': panel({ expr: 'up' }),
      'broken.yml': alert('expr: [up'),
      'values.yml': 'image: x\n',
      'unrelated.yml': '{{ template }}\n',
      'package.json': '{"name": "x"}',
      '.hidden/rules.yml': alert(`expr: ${WRONG}`),
      'node_modules/x/rules.yml': alert(`expr: ${WRONG}`),
    });
    expect(files.map(({ file, problems, findings }) => [file, problems.length, findings.length])).toEqual([
      [join(at, 'a.json'), 0, 0],
      [join(at, 'b/c/rules.yaml'), 0, 1],
      [join(at, 'broken.yml'), 1, 0],
    ]);
    expect({ valid, rules: diagnoses.map(({ rule }) => rule) }).toEqual({
      valid: true,
      rules: ['absent-as-zero'],
    });
  });

  test('that link to themselves end', async () => {
    const at = await mkdtemp(join(root, 'circle-'));
    await writeFile(join(at, 'rules.yml'), alert('expr: up'));
    await symlink(at, join(at, 'again'));
    expect((await lintFiles([at, at], { prometheus: undefined, now: 0 })).files).toHaveLength(1);
  });

  test('without any are refused', () =>
    expect(lintDirectory({ 'a.txt': 'x' })).rejects.toThrow('No rule file'));
});
