import { describe, expect, test } from 'vitest';
import { readRelabelConfigs } from '../../../prometheus/relabel.js';
import { judgeRelabelling, readConfigRefusal } from './relabel.js';
import { doubtfulField, foreignTarget, readList } from './relabel-config.js';

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
    [
      'a label is set that only Prometheus 3 knows',
      [DROP, { target_label: 'my.extra', replacement: 'x' }],
      ['relabel-name'],
    ],
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

test.each([
  ['regex: 1.50', { regex: '1.50' }],
  ['regex: 007', { regex: '007' }],
  ['regex: yes', { regex: 'yes' }],
  ["regex: ''", { regex: '' }],
  ['regex: ""', { regex: '' }],
  ['regex: "a\\tb"', { regex: 'a\tb' }],
  ['regex: (.+)-.*', { regex: '(.+)-.*' }],
  ['source_labels: [true, 1.0, a]', { source_labels: ['true', '1.0', 'a'] }],
  ['source_labels: a', { source_labels: 'a' }],
  ['modulus: 8', { modulus: 8 }],
  ['modulus: "8"', { modulus: '8' }],
  ['regex:', { regex: null }],
  ['regex: ~', { regex: null }],
])('an entry with %s is read as it is written', (line, expected) => {
  expect(readList(`- ${line}\n`)).toEqual({ configs: [expected] });
});

test('follows an alias, and refuses those that multiply', () => {
  expect(readList('- &a { regex: 1.0 }\n- *a\n')).toEqual({ configs: [{ regex: '1.0' }, { regex: '1.0' }] });
  const bomb = Array.from({ length: 12 }, (_, i) => `- &a${i + 1} [${`*a${i},`.repeat(9)}]`);
  expect(readList(`- &a0 x\n${bomb.join('\n')}\n`)).toEqual({ problem: expect.stringContaining('alias') });
});

test.each<[string, RegExp | undefined]>([
  ['action: drop', undefined],
  ["regex: ''", undefined],
  ["separator: ''", undefined],
  ["replacement: ''", undefined],
  ['source_labels: []', undefined],
  ['source_labels: [true]', undefined],
  ['{ action: hashmod, modulus: 8, target_label: shard }', undefined],
  ['regex:', /`regex:` in entry 1 has no value: an empty one matches/],
  ['separator:', /`separator:` in entry 1 has no value: write separator: ''/],
  ['source_labels:', /`source_labels:` in entry 1 has no value: write them as a list/],
  ['target_label:', /no value: write the label/],
  ['replacement: null', /no value: write replacement: ''/],
  ['action: ~', /no value: write one such as drop/],
  ['something:', /`something:` in entry 1 has no value$/],
  ['source_labels: [~]', /not a label name/],
  ['source_labels: [[a]]', /not a label name/],
  ['', /entry 1 has no fields/],
  ['drop', /entry 1 has no fields/],
  ['{ action: hashmod, modulus: 1.5 }', /`modulus: 1.5` in entry 1: .* whole number/],
  ['{ action: HashMod, modulus: 0 }', /`modulus: 0` in entry 1/],
  ['{ action: hashmod }', /`modulus: ` in entry 1/],
  ['{ action: hashmod, modulus: -1 }', /`modulus: -1`/],
  ['{ action: drop, modulus: 1.5 }', /`modulus: 1.5`/],
  ['regex: |\n    user-1', /`regex` in entry 1 ends in a line break/],
  ['regex: |-\n    user-1', undefined],
])('- %s: %s', (line, message) => {
  const list = readList(`- ${line}\n`);
  const doubt = 'configs' in list ? doubtfulField(list.configs) : list.problem;
  if (message) expect(doubt).toMatch(message);
  else expect(doubt).toBeUndefined();
});

test.each([
  ['my.extra', 'my.extra'],
  ['a$1.b', 'a$1.b'],
  ['größe', 'größe'],
  ['my-label', 'my-label'],
  ['${1}_id', undefined],
  ['$name', undefined],
  ['region', undefined],
])('the target %s is a name of Prometheus 3 only: %s', (target, expected) => {
  expect(foreignTarget([{}, null, { target_label: target }])).toBe(expected);
});

describe('series with placeholders', () => {
  const HITS = [
    { from: 'hits_total{key="user-10017"}' },
    { from: 'hits_total{key="user-<number>"}' },
    { from: 'hits_total{key="<word>"}', to: 'hits_total{key="<word>"}' },
    { from: '<word>_total{key="user-<number>"}', to: '<word>_total{key="user-<number>"}' },
  ];
  const REGIONS = [
    { from: 'up{instance="eu-1"}', to: 'up{instance="eu-1", region="eu"}' },
    { from: 'up{instance="<word>-<number>"}', to: 'up{instance="<word>-<number>", region="<word>"}' },
  ];
  const drop = (regex: string): object => ({ action: 'drop', source_labels: ['__name__', 'key'], regex });
  const region = (regex: string, replacement = '$1'): object => ({
    source_labels: ['instance'],
    regex,
    target_label: 'region',
    replacement,
  });
  test.each<[string, typeof REGIONS | typeof HITS, object, string]>([
    ['all users', HITS, drop('hits_total;user-.*'), 'pass'],
    ['numbers of any length', HITS, drop('hits_total;user-[0-9]+'), 'pass'],
    ['in any case', HITS, drop('(?i:HITS_total;USER-.*)'), 'pass'],
    ['with a named group', HITS, drop('hits_total;(?P<kind>user)-.*'), 'pass'],
    ['with a repeated group', HITS, drop('(hits_total;user-)+.*'), 'pass'],
    ['only the user that is shown', HITS, drop('hits_total;user-10017'), 'wrong relabel-kept'],
    ['only users of five digits', HITS, drop('hits_total;user-[0-9]{5}'), 'wrong relabel-kept'],
    ['only users that begin with 1', HITS, drop('hits_total;user-1.*'), 'wrong relabel-kept'],
    ['all but what is shown', HITS, drop('hits_total;.*[0-9m].*'), 'wrong relabel-dropped'],
    ['of other metrics too', HITS, drop('.*;user-.*'), 'wrong relabel-dropped'],
    ['the part before the hyphen', REGIONS, region('(.+)-.*'), 'pass'],
    ['letters', REGIONS, region('([a-z]+)-[0-9]+'), 'pass'],
    ['letters by their class', REGIONS, region('(\\pL+)-\\d+'), 'pass'],
    ['a named group', REGIONS, region('(?P<r>.+)-.*', '$r'), 'pass'],
    ['only the regions that exist', REGIONS, region('(eu|us|asia)-.*'), 'wrong relabel-labels'],
    ['two letters', REGIONS, region('(..)-.*'), 'wrong relabel-labels'],
    ['one digit', REGIONS, region('(.+)-.'), 'wrong relabel-labels'],
    ['a constant', REGIONS, region('.*', 'eu'), 'wrong relabel-labels'],
    ['the other part', REGIONS, region('.*-(.+)'), 'wrong relabel-labels'],
    ['too much', REGIONS, region('(.+)'), 'wrong relabel-labels'],
    ['nothing', REGIONS, region('nothing'), 'wrong relabel-labels'],
  ])('%s', (_, series, config, expected) => {
    const { verdict, diagnoses } = judgeRelabelling(series, readRelabelConfigs([config]));
    expect(`${verdict} ${diagnoses[0]?.rule ?? ''}`.trim()).toBe(expected);
  });

  test('are shown as one line, with the first that is wrong', () => {
    const { diagnoses, ...grade } = judgeRelabelling(REGIONS, readRelabelConfigs([region('(eu|zz)-.*')]));
    expect(diagnoses).toMatchObject([
      {
        message: 'up{instance="mars-3"} becomes up{instance="mars-3"}.',
        why: expect.stringContaining('missing region'),
      },
    ]);
    expect('parts' in grade && grade.parts?.map(({ name, pass }) => [name, pass])).toEqual([
      ['up{instance="eu-1"}', true],
      ['up{instance="<word>-<number>"}', false],
    ]);
  });
});

test('what promtool refuses reads without the file that the learner never saw', () => {
  const said =
    'Checking prometheus.yml\n  FAILED: parsing YAML file prometheus.yml: yaml: unmarshal errors:\n  line 1: field acton not found in type relabel.plain\n';
  expect(readConfigRefusal({ exitCode: 1, stdout: said, stderr: '' })).toBe(
    'field acton not found in type relabel.plain',
  );
  expect(readConfigRefusal({ exitCode: 0, stdout: 'SUCCESS', stderr: '' })).toBeUndefined();
});
