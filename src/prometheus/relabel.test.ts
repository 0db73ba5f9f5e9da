import { describe, expect, test } from 'vitest';
import { ForeignRegexError, readRelabelConfigs, relabel } from './relabel.js';

const SERIES = { __name__: 'hits_total', instance: 'eu-1', key: 'user-17', zone: 'A' };

const after = (...configs: object[]) => relabel(SERIES, readRelabelConfigs(configs));

describe('relabel', () => {
  test.each<[string, object, Record<string, string> | 'dropped']>([
    ['keeps what matches as a whole', { action: 'keep', source_labels: ['key'], regex: 'user-.*' }, {}],
    ['drops what does not', { action: 'keep', source_labels: ['key'], regex: 'user' }, 'dropped'],
    ['drops what matches', { action: 'drop', source_labels: ['key'], regex: 'user-[0-9]+' }, 'dropped'],
    ['anchors at both ends', { action: 'drop', source_labels: ['key'], regex: 'user-' }, {}],
    [
      'anchors an alternative as a whole',
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
    ['takes a missing label for empty', { action: 'drop', source_labels: ['nothing'], regex: '' }, 'dropped'],
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
    ['takes a label away by an empty value', { target_label: 'key', replacement: '' }, { key: '' }],
    [
      'knows ${1}, names and $$',
      { source_labels: ['key'], regex: '(?<what>.*)-(.*)', target_label: 'x', replacement: '${2}_$what_$$' },
      { x: '17_$' },
    ],
    [
      'takes $1x for a group of that name',
      { source_labels: ['key'], regex: '(.*)-.*', target_label: 'x', replacement: 'a$1x' },
      { x: 'a' },
    ],
    [
      'makes the target from groups too',
      { source_labels: ['key'], regex: '(.*)-(.*)', target_label: '${1}_id', replacement: '$2' },
      { user_id: '17' },
    ],
    [
      'leaves a target alone that is no label name',
      { source_labels: ['key'], regex: '(.*)-(.*)', target_label: '$2', replacement: 'x' },
      {},
    ],
    ['writes small', { action: 'lowercase', source_labels: ['zone'], target_label: 'zone' }, { zone: 'a' }],
    ['writes large', { action: 'uppercase', source_labels: ['instance'], target_label: 'x' }, { x: 'EU-1' }],
    ['reads actions in capitals too', { action: 'Drop', source_labels: ['key'] }, 'dropped'],
    [
      'shards by hash',
      { action: 'hashmod', source_labels: ['__tmp'], target_label: 'shard', modulus: 1000 },
      // md5('') ends in e9800998ecf8427e.
      { shard: String(0xe9800998ecf8427en % 1000n) },
    ],
    ['keeps equals', { action: 'keepequal', source_labels: ['zone'], target_label: 'zone' }, {}],
    ['keeps nothing else', { action: 'keepequal', source_labels: ['zone'], target_label: 'key' }, 'dropped'],
    ['drops equals', { action: 'dropequal', source_labels: ['zone'], target_label: 'zone' }, 'dropped'],
    ['maps names', { action: 'labelmap', regex: '(z.*)', replacement: 'cloud_$1' }, { cloud_zone: 'A' }],
    ['drops labels', { action: 'labeldrop', regex: 'k.*|zone' }, { key: '', zone: '' }],
    ['by their whole names', { action: 'labeldrop', regex: 'ke' }, {}],
    ['keeps labels', { action: 'labelkeep', regex: '__name__|key' }, { instance: '', zone: '' }],
  ])('%s', (_, config, change) => {
    if (change === 'dropped') return expect(after(config)).toBeUndefined();
    const wanted = Object.entries({ ...SERIES, ...change }).filter(([, value]) => value !== '');
    expect(after(config)).toEqual(Object.fromEntries(wanted));
  });

  test('goes on with what the last one left, and no further once a series is dropped', () => {
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

  test('reads numbers as texts', () => {
    expect(after({ target_label: 'shard', replacement: 7 })).toMatchObject({ shard: '7' });
  });

  test('does not judge a regular expression that JavaScript reads differently', () => {
    expect(() => after({ action: 'drop', source_labels: ['key'], regex: '(a+)+' })).toThrow(
      ForeignRegexError,
    );
  });
});
