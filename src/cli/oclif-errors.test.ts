import { Errors } from '@oclif/core';
import { describe, expect, it } from 'vitest';
import { explainParseError, topicAlone, unknownCommand } from './oclif-errors.js';

const config = { commandIDs: ['verify', 'query', 'mission', 'mission:check', 'export:compose', 'export:k6'] };
const complaint = (text: string): Errors.CLIError =>
  new Errors.CLIError(`${text}\nSee more help with --help`);

describe('explainParseError', () => {
  it.each([
    ['The following error occurred:\n  Missing required flag tier', 'Missing flag: --tier'],
    ['Flag --range expects a value', '--range needs a value.'],
    [
      'The following error occurred:\n  --hint=true cannot also be provided when using --answer',
      '--answer and --hint cannot be used together.',
    ],
    [
      'The following errors occurred:\n  All of the following must be provided when using --yes: --reset\n  Missing required flag tier',
      '--yes can only be used together with --reset.\nMissing flag: --tier',
    ],
    [
      'Expected --runtime=foo to be one of: auto, docker, local',
      '--runtime takes auto, docker or local, not “foo”.',
    ],
    ['Unexpected argument: x', 'Unexpected argument: x'],
    ['Something that oclif says tomorrow', 'Something that oclif says tomorrow'],
  ])('%s', (text, words) => {
    const { message, exitCode } = explainParseError(complaint(text), 'up');
    expect([message, exitCode]).toEqual([words, 2]);
  });

  it('suggests a similar flag', () => {
    const error = Object.assign(complaint('Nonexistent flag: --wach'), {
      flags: ['--wach'],
      parse: { input: { flags: { watch: {}, json: {} } } },
    });
    const { message, hints } = explainParseError(error, 'fault:list');
    expect([message, ...hints]).toEqual([
      'Unknown flag: --wach',
      'Did you mean: --watch',
      'See its flags and arguments: obs-lab fault list --help',
    ]);
  });
});

describe('unknownCommand', () => {
  it.each([
    ['verify:foo', '“verify” takes no arguments, but got: foo', 'obs-lab verify --help'],
    ['mision', 'Unknown command: mision', 'obs-lab mission'],
    ['qurey:up', 'Unknown command: qurey up', 'obs-lab query'],
  ])('%s', (id, text, hint) => {
    const { message, hints } = unknownCommand(id, config);
    expect(message).toBe(text);
    expect(hints[0]).toContain(hint);
  });
});

describe('topicAlone', () => {
  it.each<[string, string | undefined]>([
    ['export --json', 'obs-lab export compose or obs-lab export k6'],
    ['export', undefined],
    ['export --json --help', undefined],
    ['export compose --json', undefined],
    ['mission --json', undefined],
    ['--json', undefined],
    ['nothing --json', undefined],
  ])('%s', (line, hint) => {
    const error = topicAlone(line.split(' '), config);
    if (hint === undefined) expect(error).toBeUndefined();
    else expect(error?.hints[0]).toContain(hint);
  });
});
