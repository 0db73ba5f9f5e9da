import type { Config, Errors } from '@oclif/core';
import { UsageError } from '../errors.js';
import { nearest } from '../util/nearest.js';
import { listed } from '../util/text/words.js';

/** oclif's errors about the command line, in our words: what is wrong, and what to type instead. */

/** The context of oclif's parse errors; most of them carry a part of it. */
interface ParseError {
  message: string;
  flags?: readonly string[];
  parse?: { input?: { flags?: Record<string, unknown> } };
}

interface Wording {
  pattern: RegExp;
  say: (...groups: string[]) => string;
}

const WORDINGS: readonly Wording[] = [
  { pattern: /^Missing required flag (\S+)$/, say: (name) => `Missing flag: --${name}` },
  { pattern: /^Flag (\S+) expects a value$/, say: (flag) => `${flag} needs a value.` },
  {
    pattern: /^--([^=]+)=.* cannot also be provided when using --(\S+)$/s,
    say: (other, flag) => `--${flag} and --${other} cannot be used together.`,
  },
  {
    pattern: /^All of the following must be provided when using --(\S+): (.+)$/,
    say: (flag, others) => `--${flag} can only be used together with ${others}.`,
  },
  {
    pattern: /^Expected --([^=]+)=(.*) to be one of: (.+)$/s,
    say: (flag, value, options = '') =>
      `--${flag} takes ${listed(options.split(', '), { joiner: 'or' })}, not “${value}”.`,
  },
  { pattern: /^Unexpected arguments?: (.+)$/s, say: (words) => `Unexpected argument: ${words}` },
];

/**
 * Any error of oclif's about flags and arguments.
 * @param id of the command, such as `fault:list`
 */
export function explainParseError(error: Errors.CLIError, id: string): UsageError {
  const { message, flags = [], parse } = error as ParseError;
  // The last line only points to the help.
  const body = message.replace(/\nSee more help with --help$/, '').trim();
  const help = `See its flags and arguments: obs-lab ${id.replaceAll(':', ' ')} --help`;
  if (flags.length > 0 && /^Nonexistent flag/.test(body)) {
    const known = Object.keys(parse?.input?.flags ?? {});
    const guesses = new Set(flags.flatMap((flag) => nearest(flag.replace(/^-+/, ''), known, 1)));
    return new UsageError(`Unknown flag: ${listed(flags)}`, {
      hints: [...(guesses.size > 0 ? [`Did you mean: --${[...guesses].join(' --')}`] : []), help],
    });
  }
  const [first = '', ...reasons] = body.split('\n').map((line) => line.trim());
  const complaints = /^The following errors? occurred:$/.test(first) ? reasons : [body];
  return new UsageError(complaints.map(inOurWords).join('\n'), { hints: [help] });
}

function inOurWords(complaint: string): string {
  for (const { pattern, say } of WORDINGS) {
    const match = pattern.exec(complaint);
    if (match) return say(...match.slice(1));
  }
  return complaint;
}

/**
 * No command has this name.
 * @param id as oclif sees it: words joined by colons, because it takes arguments for parts of the name
 */
export function unknownCommand(id: string, { commandIDs }: Pick<Config, 'commandIDs'>): UsageError {
  const words = id.split(':');
  const typed = words.join(' ');
  const known = commandIDs.map((one) => one.replaceAll(':', ' '));
  const [first = '', ...rest] = words;
  if (known.includes(first)) {
    return new UsageError(`“${first}” takes no arguments, but got: ${rest.join(' ')}`, {
      hints: [`See its flags: obs-lab ${first} --help`],
    });
  }
  const [guess] = [...nearest(typed, known), ...nearest(first, known)];
  return new UsageError(`Unknown command: ${typed}`, {
    code: 'UNKNOWN_COMMAND',
    hints: [...(guess ? [`Did you mean: obs-lab ${guess}`] : []), 'List all commands: obs-lab --help'],
  });
}

/**
 * A topic without a subcommand, such as `export --json`: oclif would print help, which is not JSON. Undefined for
 * anything else.
 */
export function topicAlone(
  argv: readonly string[],
  { commandIDs }: Pick<Config, 'commandIDs'>,
): UsageError | undefined {
  const topic = argv.filter((word) => !word.startsWith('-')).join(':');
  if (!argv.includes('--json') || argv.includes('--help') || commandIDs.includes(topic)) return undefined;
  const commands = commandIDs.filter((id) => topic !== '' && id.startsWith(`${topic}:`));
  if (commands.length === 0) return undefined;
  const names = commands.map((id) => `obs-lab ${id.replaceAll(':', ' ')}`);
  return new UsageError(`“${topic.replaceAll(':', ' ')}” needs a subcommand.`, {
    hints: [`Choose one of: ${listed(names, { joiner: 'or' })}`],
  });
}
