import { describe, expect, test } from 'vitest';
import { RegexSyntaxError } from './re2.js';
import { readRelabelConfigs, relabel } from './relabel.js';

const SERIES = { __name__: 'hits_total', instance: 'eu-1', key: 'user-17', zone: 'A' };

const after = (...configs: object[]) => relabel(SERIES, readRelabelConfigs(configs));

describe('relabel', () => {
  test.each<[string, object, Record<string, string> | 'dropped']>([
    [
      'keeps a series if the whole value matches',
      { action: 'keep', source_labels: ['key'], regex: 'user-.*' },
      {},
    ],
    [
      'drops a series that does not match',
      { action: 'keep', source_labels: ['key'], regex: 'user' },
      'dropped',
    ],
    [
      'drops a series that matches',
      { action: 'drop', source_labels: ['key'], regex: 'user-[0-9]+' },
      'dropped',
    ],
    ['anchors at both ends', { action: 'drop', source_labels: ['key'], regex: 'user-' }, {}],
    [
      'anchors all alternatives at both ends',
      { action: 'drop', source_labels: ['key'], regex: 'catalog|user' },
      {},
    ],
    [
      'joins source labels with ;',
      { action: 'drop', source_labels: ['__name__', 'key'], regex: 'hits_total;user-.*' },
      'dropped',
    ],
    [
      'or with another separator',
      { action: 'drop', source_labels: ['instance', 'zone'], separator: '/', regex: 'eu-1/A' },
      'dropped',
    ],
    ['treats a missing label as empty', { action: 'drop', source_labels: ['nothing'], regex: '' }, 'dropped'],
    ['matches everything by default', { action: 'drop', source_labels: ['nothing'] }, 'dropped'],
    [
      'replaces, by default with the first group',
      { source_labels: ['instance'], regex: '(.*)-.*', target_label: 'region' },
      { region: 'eu' },
    ],
    [
      'replaces nothing without a match',
      { source_labels: ['instance'], regex: '(us)-.*', target_label: 'region' },
      {},
    ],
    ['copies', { source_labels: ['zone'], target_label: 'area' }, { area: 'A' }],
    ['sets without a source', { target_label: 'team', replacement: 'shop' }, { team: 'shop' }],
    ['removes a label that gets an empty value', { target_label: 'key', replacement: '' }, { key: '' }],
    [
      'understands ${1}, named groups and $$',
      { source_labels: ['key'], regex: '(?<what>.*)-(.*)', target_label: 'x', replacement: '${2}_$what_$$' },
      { x: '17_$' },
    ],
    [
      'reads $1x as a group named 1x',
      { source_labels: ['key'], regex: '(.*)-.*', target_label: 'x', replacement: 'a$1x' },
      { x: 'a' },
    ],
    [
      'expands groups in the target label too',
      { source_labels: ['key'], regex: '(.*)-(.*)', target_label: '${1}_id', replacement: '$2' },
      { user_id: '17' },
    ],
    [
      'ignores a target that is not a valid label name',
      { source_labels: ['key'], regex: '(.*)-(.*)', target_label: '$2', replacement: 'x' },
      {},
    ],
    [
      'converts to lower case',
      { action: 'lowercase', source_labels: ['zone'], target_label: 'zone' },
      { zone: 'a' },
    ],
    [
      'converts to upper case',
      { action: 'uppercase', source_labels: ['instance'], target_label: 'x' },
      { x: 'EU-1' },
    ],
    ['accepts actions in upper case', { action: 'Drop', source_labels: ['key'] }, 'dropped'],
    [
      'shards by hash',
      { action: 'hashmod', source_labels: ['__tmp'], target_label: 'shard', modulus: 1000 },
      // md5('') ends in e9800998ecf8427e.
      { shard: String(0xe9800998ecf8427en % 1000n) },
    ],
    [
      'keeps a series whose labels are equal',
      { action: 'keepequal', source_labels: ['zone'], target_label: 'zone' },
      {},
    ],
    [
      'drops a series whose labels differ',
      { action: 'keepequal', source_labels: ['zone'], target_label: 'key' },
      'dropped',
    ],
    [
      'drops a series whose labels are equal',
      { action: 'dropequal', source_labels: ['zone'], target_label: 'zone' },
      'dropped',
    ],
    [
      'copies labels to new names',
      { action: 'labelmap', regex: '(z.*)', replacement: 'cloud_$1' },
      { cloud_zone: 'A' },
    ],
    ['drops labels', { action: 'labeldrop', regex: 'k.*|zone' }, { key: '', zone: '' }],
    ['drops only labels whose whole name matches', { action: 'labeldrop', regex: 'ke' }, {}],
    ['keeps labels', { action: 'labelkeep', regex: '__name__|key' }, { instance: '', zone: '' }],
  ])('%s', (_, config, change) => {
    if (change === 'dropped') return expect(after(config)).toBeUndefined();
    const wanted = Object.entries({ ...SERIES, ...change }).filter(([, value]) => value !== '');
    expect(after(config)).toEqual(Object.fromEntries(wanted));
  });

  test('applies each config to the result of the previous one, and stops once a series is dropped', () => {
    expect(
      after(
        { source_labels: ['instance'], regex: '(.*)-.*', target_label: 'region' },
        { action: 'keep', source_labels: ['region'], regex: 'eu' },
        { action: 'labelkeep', regex: 'region' },
      ),
    ).toEqual({ region: 'eu' });
    expect(
      after({ action: 'drop', source_labels: ['key'] }, { target_label: 'a', replacement: 'b' }),
    ).toBeUndefined();
  });

  test('reads numbers as strings', () => {
    expect(after({ target_label: 'shard', replacement: 7 })).toMatchObject({ shard: '7' });
  });

  test.each([
    ['(a+)+', 'aaa', true],
    ['(?i:USER)-.*', 'user-1', true],
    ['(?i)USER-.*', 'user-1', true],
    ['(?P<kind>user)-.*', 'user-1', true],
    ['(?<kind>user)-.*', 'user-1', true],
    ['\\pL+-\\pN+', 'user-1', true],
    ['\\p{Greek}+', 'αβγ', true],
    ['[[:alpha:]]+-[[:digit:]]', 'user-1', true],
    ['\\Auser-1\\z', 'user-1', true],
    ['\\Quser-\\E.', 'user-1', true],
    ['(?U)u.*', 'user', true],
    ['user-1|user-2', 'user-1', true],
    ['user', 'user-1', false],
    ['ser-1', 'user-1', false],
    ['a.b', 'a\nb', true],
    ['(.|..)?(.|..)?(.|..)?Z', 'aaaaaa', false],
  ])('reads the syntax of RE2: %s on %j', (regex, key, isDropped) => {
    const configs = readRelabelConfigs([{ action: 'drop', source_labels: ['key'], regex }]);
    expect(relabel({ __name__: 'a', key }, configs) === undefined).toBe(isDropped);
  });

  test.each(['(?=a)', '(?<=a)b', '\\1', '(', 'x{1001}', '[z-a]', '\\8'])(
    'refuses %s, as RE2 does',
    (regex) => {
      expect(() => after({ action: 'drop', source_labels: ['key'], regex })).toThrow(RegexSyntaxError);
    },
  );

  test('does not take long for what a backtracking engine never ends', () => {
    const regex = `${'(.|..)?'.repeat(24)}Z`;
    const series = { __name__: 'a', key: 'a'.repeat(60) };
    const configs = readRelabelConfigs([{ action: 'drop', source_labels: ['key'], regex }]);
    expect(relabel(series, configs)).toEqual(series);
  });

  test('takes a group by the name that RE2 writes with a P', () => {
    const regex = '(?P<region>.+)-.*';
    expect(
      after({ source_labels: ['instance'], regex, target_label: 'region', replacement: '$region' }),
    ).toMatchObject({ region: 'eu' });
  });

  test('sets a label with a name of Prometheus 3 only there', () => {
    const configs = readRelabelConfigs([{ target_label: 'my.extra', replacement: 'x' }]);
    expect(relabel(SERIES, configs)).toEqual(SERIES);
    expect(relabel(SERIES, configs, { names: 'utf8' })).toEqual({ ...SERIES, 'my.extra': 'x' });
  });

  test('cuts a modulus off at the point, and takes a boolean for the name of a label', () => {
    const hash = { action: 'hashmod', source_labels: ['__tmp'], target_label: 'shard' };
    expect(after({ ...hash, modulus: 2.9 })).toEqual(after({ ...hash, modulus: 2 }));
    expect(after({ action: 'drop', source_labels: [true], regex: '' })).toBeUndefined();
  });
});
