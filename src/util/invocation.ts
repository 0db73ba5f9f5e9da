import { accessSync, constants } from 'node:fs';
import { basename, delimiter, dirname, relative, resolve, sep } from 'node:path';

/**
 * How the user starts this program: `obs-lab`, `npx obs-lab`, `./bin/run.js`. Texts name commands as `obs-lab up`;
 * what is printed goes through {@link pasteable}, so that every command works when it is pasted.
 */

const NAME = 'obs-lab';
let current = NAME;
let commands = /(?!)/g;

/**
 * Sets what the rest of this process prints.
 * @param commandIds oclif's, such as `fault:list`: they tell `obs-lab up` from prose such as “this obs-lab only reads”
 */
export function useInvocation(invocation: string, commandIds: readonly string[]): void {
  const words = new Set([...commandIds.map((id) => id.split(':')[0]!), 'help', 'version']);
  current = invocation;
  commands = new RegExp(`(?<![\\w/.@-])${NAME}(?= (?:${[...words].join('|')})(?![\\w-])| --[a-z])`, 'g');
}

/** What a user types before the command's name. */
export function invocation(): string {
  return current;
}

/** A text with its commands as the user can type them: `obs-lab up` becomes `npx obs-lab up`. Idempotent. */
export function pasteable(text: string): string {
  if (current === NAME) return text;
  return text.replace(commands, (name, at: number) =>
    text.slice(0, at + name.length).endsWith(current) ? name : current,
  );
}

/** What tells how this process was started. */
export interface Start {
  /** process.argv[1]: the script, absolute, symbolic links not resolved. */
  script: string;
  cwd: string;
  env: NodeJS.ProcessEnv;
}

/**
 * The command that started this process, without its arguments.
 * `OBS_LAB_COMMAND` overrides it, for a wrapper or an alias.
 */
export function detectInvocation({ script, cwd, env }: Start): string {
  if (env.OBS_LAB_COMMAND) return env.OBS_LAB_COMMAND;
  const linked = basename(script) === NAME;
  // npm passes its own command on to what it runs, and runs a package's link in node_modules/.bin.
  if (linked && env.npm_command === 'exec' && dirname(script).endsWith(`${sep}.bin`)) return `npx ${NAME}`;
  if (
    linked &&
    (env.PATH ?? '').split(delimiter).some((dir) => dir !== '' && resolve(cwd, dir) === dirname(script))
  ) {
    return NAME;
  }
  const path = shellWord(shortPath(script, cwd));
  return startedByNode(script, env) ? `node ${path.replace(/^\.\//, '')}` : path;
}

/** bash and zsh export the program that they started as `_`; without it, only a script without x needs node. */
function startedByNode(script: string, env: NodeJS.ProcessEnv): boolean {
  if (/^node(js)?$/.test(basename(env._ ?? ''))) return true;
  try {
    accessSync(script, constants.X_OK);
    return false;
  } catch {
    return true;
  }
}

/** Relative below the working directory and next to it, otherwise absolute. */
function shortPath(script: string, cwd: string): string {
  const short = relative(cwd, script);
  if (short.startsWith(`..${sep}..${sep}..`)) return script;
  return short.startsWith(`..${sep}`) ? short : `.${sep}${short}`;
}

/** Quoted if a shell would split or expand it. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./~-]+$/.test(text) && !text.startsWith('~')
    ? text
    : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
