import type { Config, Errors } from '@oclif/core';
import { UsageError } from '../errors.js';
import { nearest } from '../util/nearest.js';
import { listed } from '../util/words.js';

/** What oclif says about a command line, in our words: what is wrong, and what to type instead. */

/** What oclif's parser knows when it complains; most of its errors carry a part of this. */
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
  { pattern: /^Missing required flag (\S+)$/, say: (name) => `--${name} is missing.` },
  { pattern: /^Flag (\S+) expects a value$/, say: (flag) => `${flag} needs a value.` },
  {
    pattern: /^--([^=]+)=.* cannot also be provided when using --(\S+)$/s,
    say: (other, flag) => `--${flag} and --${other} cannot be used together.`,
  },
  {
    pattern: /^All of the following must be provided when using --(\S+): (.+)$/,
    say: (flag, others) => `--${flag} only goes with ${others}.`,
  },
  {
    pattern: /^Expected --([^=]+)=(.*) to be one of: (.+)$/s,
    say: (flag, value, options = '') =>
      `--${flag} takes ${listed(options.split(', '), { joiner: 'or' })}, not “${value}”.`,
  },
  { pattern: /^Unexpected arguments?: (.+)$/s, say: (words) => `“${words}” is too much here.` },
];

/** Any complaint of oclif's about flags and arguments. */
export function explainParseError(error: Errors.CLIError): UsageError {
  const { message, flags = [], parse } = error as ParseError;
  // The rest repeats the help.
  const body = message.replace(/\nSee more help with --help$/, '').trim();
  const help = 'See what it takes with: --help';
  if (flags.length > 0 && /^Nonexistent flag/.test(body)) {
    const known = Object.keys(parse?.input?.flags ?? {});
    const guesses = new Set(flags.flatMap((flag) => nearest(flag.replace(/^-+/, ''), known, 1)));
    return new UsageError(`There is no flag ${listed(flags)} here.`, {
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
 * @param id as oclif has it: words joined by colons, for it takes arguments for a part of the name
 */
export function unknownCommand(id: string, { commandIDs }: Pick<Config, 'commandIDs'>): UsageError {
  const words = id.split(':');
  const typed = words.join(' ');
  const known = commandIDs.map((one) => one.replaceAll(':', ' '));
  const [first = '', ...rest] = words;
  if (known.includes(first)) {
    return new UsageError(`“${first}” takes no argument: “${rest.join(' ')}” is too much.`, {
      hints: [`See what it takes with: obs-lab ${first} --help`],
    });
  }
  const [guess] = [...nearest(typed, known), ...nearest(first, known)];
  return new UsageError(`There is no command “${typed}”.`, {
    code: 'UNKNOWN_COMMAND',
    hints: [...(guess ? [`Did you mean: obs-lab ${guess}`] : []), 'See all commands: obs-lab --help'],
  });
}

/** A topic alone, such as `export`, with --json: help would be no document. Undefined where it is none. */
export function topicAlone(
  argv: readonly string[],
  { commandIDs }: Pick<Config, 'commandIDs'>,
): UsageError | undefined {
  const topic = argv.filter((word) => !word.startsWith('-')).join(':');
  if (!argv.includes('--json') || argv.includes('--help') || commandIDs.includes(topic)) return undefined;
  const commands = commandIDs.filter((id) => topic !== '' && id.startsWith(`${topic}:`));
  if (commands.length === 0) return undefined;
  const names = commands.map((id) => `obs-lab ${id.replaceAll(':', ' ')}`);
  return new UsageError(`“${topic.replaceAll(':', ' ')}” is not whole: say which.`, {
    hints: [`There is: ${listed(names)}`],
  });
}
