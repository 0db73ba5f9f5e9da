import { describe, expect, test } from 'vitest';
import { readRelabelConfigs } from '../../../prometheus/relabel.js';
import { judgeRelabelling, readConfigRefusal, readList } from './relabel.js';

const SERIES = [
  { from: 'hits_total{instance="eu-1", key="catalog"}', to: 'hits_total{instance="eu-1", key="catalog"}' },
  { from: 'hits_total{instance="eu-1", key="user-1"}' },
  { from: 'hits_total{instance="eu-1", key="user-2"}' },
];
const DROP = { action: 'drop', source_labels: ['key'], regex: 'user-.*' };

const rulesOf = (...configs: object[]) =>
  judgeRelabelling(SERIES, readRelabelConfigs(configs)).diagnoses.map(({ rule }) => rule);

describe('judgeRelabelling', () => {
  test('passes what makes of each series what is asked for, and shows it', () => {
    expect(judgeRelabelling(SERIES, readRelabelConfigs([DROP]))).toEqual({
      verdict: 'pass',
      diagnoses: [],
      parts: [
        { name: SERIES[0]!.from, pass: true, note: 'becomes hits_total{instance="eu-1", key="catalog"}' },
        { name: SERIES[1]!.from, pass: true, note: 'is dropped' },
        { name: SERIES[2]!.from, pass: true, note: 'is dropped' },
      ],
    });
  });

  test.each([
    ['nothing is done', [], ['relabel-kept', 'relabel-kept']],
    ['too little matches', [{ ...DROP, regex: 'user' }], ['relabel-kept', 'relabel-kept']],
    ['too much matches', [{ action: 'drop' }], ['relabel-dropped']],
    [
      'a label goes that tells series apart',
      [{ action: 'labeldrop', regex: 'key' }],
      ['relabel-duplicates', 'relabel-labels', 'relabel-kept', 'relabel-kept'],
    ],
    [
      'a label comes that nobody asked for',
      [DROP, { target_label: 'team', replacement: 'a' }],
      ['relabel-labels'],
    ],
    ['the name is lost', [DROP, { action: 'labeldrop', regex: '__name__' }], ['relabel-labels']],
    ['a pattern can not be judged', [{ ...DROP, regex: '(user-)+.*' }], ['relabel-refused']],
  ])('where %s', (_, configs, rules) => {
    expect(rulesOf(...configs)).toEqual(rules);
  });
});

test.each([
  ['- action: drop\n', { configs: [{ action: 'drop' }] }],
  ['metric_relabel_configs:\n  - action: drop\n', { configs: [{ action: 'drop' }] }],
  ['metric_relabel_configs: []\n', { configs: [] }],
  ['{}\n', { problem: expect.stringContaining('no list') }],
  ['\n', { problem: expect.stringContaining('no list') }],
  ['- [\n', { problem: expect.stringContaining('not valid YAML') }],
  ['- *nobody\n', { problem: expect.stringContaining('nobody') }],
])('readList(%j)', (text, expected) => {
  expect(readList(text)).toEqual(expected);
});

test('what promtool refuses reads without the file that the learner never saw', () => {
  const said =
    'Checking prometheus.yml\n  FAILED: parsing YAML file prometheus.yml: yaml: unmarshal errors:\n  line 1: field acton not found in type relabel.plain\n';
  expect(readConfigRefusal({ exitCode: 1, stdout: said, stderr: '' })).toBe(
    'field acton not found in type relabel.plain',
  );
  expect(readConfigRefusal({ exitCode: 0, stdout: 'SUCCESS', stderr: '' })).toBeUndefined();
});
