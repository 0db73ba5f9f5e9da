import { expect, test } from 'vitest';
import { ONE_LINE } from '../../editor/model.js';
import { parseReplCommand, replLanguage } from './repl-commands.js';

test.each<[string, object | undefined]>([
  ['.help', { type: 'help' }],
  ['.quit', { type: 'quit' }],
  ['.exit', { type: 'quit' }],
  ['.RANGE 5m', { type: 'range', range: '5m' }],
  ['.range  1h30m ', { type: 'range', range: '1h30m' }],
  ['.range', { type: 'range', range: undefined }],
  ['.range off', { type: 'range', range: undefined }],
  ['.range 5', { type: 'unknown', reason: expect.stringContaining('“5” is not a duration') as string }],
  ['.range 0s', { type: 'unknown', reason: expect.stringContaining('not a duration') as string }],
  ['.rnage 5m', { type: 'unknown', reason: 'Unknown command: .rnage. Type .help for help.' }],
  ['exit', { type: 'quit' }],
  [' Quit ', { type: 'quit' }],
  ['help', { type: 'help' }],
  ['.metrics', { type: 'metrics', text: '' }],
  ['.metrics HTTP req', { type: 'metrics', text: 'HTTP req' }],
  ['.describe Up', { type: 'describe', metric: 'Up' }],
  ['.describe', { type: 'unknown', reason: expect.stringContaining('.describe METRIC') as string }],
  ['.watch', { type: 'watch', expr: undefined }],
  ['.watch sum(\n  up)', { type: 'watch', expr: 'sum(\n  up)' }],
  // PromQL.
  ['help_total', undefined],
  ['.5', undefined],
  ['up', undefined],
])('%s', (text, command) => expect(parseReplCommand(text)).toEqual(command));

test('commands are completed, and PromQL as ever', () => {
  const { complete } = replLanguage({
    multiline: true,
    complete: (text, cursor) => ({ ...ONE_LINE.complete(text, cursor), eager: true }),
  });
  const labels = (text: string): string[] => complete(text, text.length).items.map(({ label }) => label);
  expect(labels('.')).toEqual([
    '.range 5m',
    '.range off',
    '.metrics',
    '.describe',
    '.watch',
    '.help',
    '.quit',
  ]);
  expect(labels('.ran')).toEqual(['.range 5m', '.range off']);
  expect(labels('.help')).toEqual([]);
  expect(complete('up', 2).eager).toBe(true);
});
