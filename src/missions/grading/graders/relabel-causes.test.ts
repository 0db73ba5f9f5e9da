import { expect, test } from 'vitest';
import { readRelabelConfigs } from '../../../prometheus/relabel.js';
import { causeOf, causeOfDuplicates } from './relabel-causes.js';

const SOURCE = { __name__: 'hits_total', instance: 'eu-1', key: 'user-7' };
type Config = Record<string, unknown>;
const cause = (configs: Config[], reference: Record<string, string> | undefined) =>
  causeOf(SOURCE, reference, readRelabelConfigs(configs));
const NAME = { source_labels: ['__name__'] };

test.each<[what: string, configs: Config[], why: RegExp, fix: RegExp]>([
  ['no entry drops', [], /the list is empty/, /`action: drop`/],
  [
    'only a replace',
    [{ ...NAME, target_label: 'a' }],
    /is a replace, which only sets a label/,
    /`action: drop`/,
  ],
  [
    'a drop that matches a part',
    [{ ...NAME, action: 'drop', regex: 'hits' }],
    /label __name__, which is "hits_total" here, and "hits" matches only a part/,
    /write \.\* for/,
  ],
  [
    'a drop that matches nothing',
    [{ ...NAME, action: 'drop', regex: 'x.*' }],
    /"x\.\*" does not match that/,
    /until the regex matches/,
  ],
  [
    'a wide keep',
    [{ ...NAME, action: 'keep', regex: 'hits.*' }],
    /keeps every series whose label __name__/,
    /narrower: \.\*/,
  ],
])('what should go stays: %s', (_, configs, why, fix) => {
  const found = cause(configs, undefined);
  expect(found?.why).toMatch(why);
  expect(found?.fix).toMatch(fix);
});

test.each<[what: string, configs: Config[], why: RegExp, fix: RegExp]>([
  [
    'a drop without source labels',
    [{ action: 'drop' }],
    /compares its regex with an empty text/,
    /Add source_labels/,
  ],
  [
    'a wide drop',
    [{ source_labels: ['__name__', 'key'], action: 'drop', regex: 'hits_total;.*' }],
    /labels __name__ and key, joined with ";" its regex matches\. It is "hits_total;user-7"/,
    /narrower/,
  ],
  [
    'a keep of another name',
    [{ ...NAME, action: 'keep', regex: 'up' }],
    /"up" does not match it/,
    /after \|/,
  ],
  ['a keep of a part', [{ ...NAME, action: 'keep', regex: 'hits' }], /matches only a part/, /\.\*$/],
  [
    'a keep without source labels',
    [{ action: 'keep', regex: 'hits_total' }],
    /none are listed/,
    /source_labels: \[__name__\]/,
  ],
])('what should stay goes: %s', (_, configs, why, fix) => {
  const found = cause(configs, SOURCE);
  expect(found?.why).toMatch(why);
  expect(found?.fix).toMatch(fix);
});

const WITH_REGION = { ...SOURCE, region: 'eu' };
test.each<[what: string, configs: Config[], reference: Record<string, string>, why: RegExp]>([
  ['nothing sets it', [], WITH_REGION, /No entry sets the label region/],
  [
    'an action that sets nothing',
    [{ action: 'labeldrop', regex: 'x', target_label: 'region' }],
    WITH_REGION,
    /action labeldrop/,
  ],
  [
    'the regex matches a part',
    [{ source_labels: ['instance'], regex: '(eu)', target_label: 'region' }],
    WITH_REGION,
    /"\(eu\)" matches only a part of that\. Then it sets nothing/,
  ],
  [
    'no group',
    [{ source_labels: ['instance'], regex: 'eu-1', target_label: 'region' }],
    WITH_REGION,
    /its replacement "\$1" is empty then/,
  ],
  [
    'a fixed text',
    [{ source_labels: ['instance'], regex: '(.+)-.*', target_label: 'region', replacement: 'us' }],
    WITH_REGION,
    /a fixed text/,
  ],
  [
    'too much of it',
    [{ source_labels: ['instance'], regex: '(.+)', target_label: 'region' }],
    WITH_REGION,
    /sets region to "eu-1"/,
  ],
  [
    'another action',
    [{ source_labels: ['instance'], action: 'uppercase', target_label: 'region' }],
    WITH_REGION,
    /has the action uppercase, which sets region to the whole value in another form: "EU-1"/,
  ],
  [
    'another label is overwritten',
    [{ source_labels: ['instance'], regex: '(.+)-.*', target_label: 'instance' }],
    SOURCE,
    /overwrites instance, which should stay/,
  ],
  [
    'a label should go',
    [{ action: 'labeldrop', regex: 'user-7' }],
    { __name__: 'hits_total', instance: 'eu-1' },
    /key is not one of them/,
  ],
  ['a label is dropped', [{ action: 'labeldrop', regex: 'k.*' }], SOURCE, /removes the label key/],
])('a label is not as it should be: %s', (_, configs, reference, why) => {
  expect(cause(configs, reference)?.why).toMatch(why);
});

test('a labelkeep that removes what tells series apart', () => {
  const found = causeOfDuplicates(SOURCE, readRelabelConfigs([{ action: 'labelkeep', regex: 'instance' }]));
  expect(found?.why).toMatch(/even the metric’s name/);
  expect(
    causeOfDuplicates(SOURCE, readRelabelConfigs([{ action: 'labeldrop', regex: 'key' }])),
  ).toBeUndefined();
});
