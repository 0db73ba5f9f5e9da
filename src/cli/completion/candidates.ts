import type { Values } from './values.js';

/** What oclif's manifest says of a command, as far as completion needs it. */
export interface CommandFacts {
  /** Words joined by colons: `fault:list`. */
  id: string;
  hidden?: boolean;
  flags: Readonly<Record<string, FlagFacts>>;
  args: Readonly<Record<string, { name: string; options?: readonly string[] }>>;
}

interface FlagFacts {
  name: string;
  type: 'boolean' | 'option';
  hidden?: boolean;
  char?: string;
  options?: readonly string[];
  multiple?: boolean;
}

/** Known to every command. */
const GLOBAL_FLAGS = ['help', 'json'];

/**
 * What may stand in place of the last word, which may be empty. Nothing means that a file may: shells then complete
 * files.
 * @param words after the program's name
 */
export async function candidates(
  words: readonly string[],
  commands: readonly CommandFacts[],
  values: Values,
): Promise<string[]> {
  const current = words.at(-1) ?? '';
  const typed = words.slice(0, -1);
  const visible = commands.filter(({ hidden }) => !hidden);
  const command = longestMatch(typed, visible);
  const own = command?.id.split(':') ?? [];
  const isTopic = typed.length === own.length || command === undefined;
  const next = isTopic ? nextWords(typed, visible) : [];
  const found = command ? await forCommand(command, typed.slice(own.length), current, values) : [];
  return [...new Set([...next, ...found])].filter((word) => word.startsWith(current) && word !== '').sort();
}

function longestMatch(typed: readonly string[], commands: readonly CommandFacts[]): CommandFacts | undefined {
  return commands
    .filter(({ id }) => id.split(':').every((word, i) => typed[i] === word))
    .sort((a, b) => b.id.length - a.id.length)[0];
}

/** Commands and topics that continue what is typed. */
function nextWords(typed: readonly string[], commands: readonly CommandFacts[]): string[] {
  return commands.flatMap(({ id }) => {
    const path = id.split(':');
    const next = path[typed.length];
    return next !== undefined && typed.every((word, i) => path[i] === word) ? [next] : [];
  });
}

async function forCommand(
  { id, flags, args }: CommandFacts,
  typed: readonly string[],
  current: string,
  values: Values,
): Promise<string[]> {
  const flagBefore = flagOf(typed.at(-1), flags);
  if (flagBefore?.type === 'option') {
    return flagBefore.options ? [...flagBefore.options] : values.ofFlag(flagBefore.name, typed);
  }
  if (current.startsWith('-')) {
    const given = new Set(typed);
    const named = Object.values(flags).filter(({ hidden }) => !hidden);
    return [
      ...named
        .filter(({ name, multiple }) => multiple || !given.has(`--${name}`))
        .map(({ name }) => `--${name}`),
      ...GLOBAL_FLAGS.map((name) => `--${name}`),
    ];
  }
  const positionals = typed.filter(
    (word, i) => !word.startsWith('-') && flagOf(typed[i - 1], flags)?.type !== 'option',
  );
  const arg = Object.values(args)[positionals.length] ?? Object.values(args).at(-1);
  if (!arg) return [];
  return arg.options ? [...arg.options] : values.ofArgument(id, positionals, current);
}

function flagOf(word: string | undefined, flags: CommandFacts['flags']): FlagFacts | undefined {
  return Object.values(flags).find(({ name, char }) => word === `--${name}` || (char && word === `-${char}`));
}
