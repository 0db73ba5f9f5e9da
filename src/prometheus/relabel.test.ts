import { describe, expect, test } from 'vitest';
import { ForeignRegexError, readRelabelConfigs, relabel } from './relabel.js';

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

  test('rejects a regular expression that JavaScript reads differently', () => {
    expect(() => after({ action: 'drop', source_labels: ['key'], regex: '(a+)+' })).toThrow(
      ForeignRegexError,
    );
  });
});
