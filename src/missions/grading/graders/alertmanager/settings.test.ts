import { expect, test } from 'vitest';
import { settingsProblems } from './settings.js';

const config = (root: string, child = ''): string => `
route:
  receiver: a
  ${root}
  routes:
    - receiver: b
      ${child}
`;
const problems = (answer: string, reference = config('')): string[] =>
  settingsProblems(answer, reference).map(({ rule, message, fix }) => `${rule} ${message} ${fix}`);

test.each<[answer: string, found: RegExp]>([
  [config('', 'mute_time_intervals: [nights]'), /route to b has `mute_time_intervals`.* Remove/],
  [config('active_time_intervals: [office]'), /route to a has `active_time_intervals`.* Remove/],
  [config('group_wait: 1h'), /`group_wait: 1h`, which is too long\. .*`group_wait: 30s`/],
  [config('', 'group_interval: 1d'), /`group_interval: 1d`, which is too long\./],
  [
    config('', 'repeat_interval: 10s'),
    /`repeat_interval: 10s`, which is too short\. .*`repeat_interval: 4h`/,
  ],
  [config('repeat_interval: 30d'), /too long/],
])('%s', (answer, found) => {
  expect(problems(answer)).toEqual([expect.stringMatching(found)]);
});

test.each([
  [config('')],
  [config('group_wait: 30s', 'repeat_interval: 12h')],
  [config('group_wait: 0s')],
  [config('', 'mute_time_intervals: []')],
  ['- matchers: []'],
  ['route: ['],
])('has nothing against %s', (answer) => {
  expect(problems(answer)).toEqual([]);
});

test('what the reference sets is asked for', () => {
  const reference = config('group_wait: 1h', 'mute_time_intervals: [nights]');
  expect(problems(reference, reference)).toEqual([]);
  expect(problems(config('group_wait: 30m', 'mute_time_intervals: [nights]'), reference)).toEqual([
    expect.stringMatching(/too short\. Write `group_wait: 1h`\.$/),
  ]);
});
