import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../src/util/package-root.js';

/** The commands, flags and links in README and docs exist. */

const ROOT = packageRoot();
const PAGES = [
  'README.md',
  ...['docs', 'docs/runbooks'].flatMap((folder) =>
    readdirSync(join(ROOT, folder)).flatMap((file) => (file.endsWith('.md') ? [`${folder}/${file}`] : [])),
  ),
];
const GLOBAL_FLAGS = ['json', 'help', 'version'];

interface CommandClass {
  flags?: Record<string, { char?: string }>;
}

const COMMANDS = new Map(
  readdirSync(join(ROOT, 'src/commands'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => [file.replace(/(\/index)?\.ts$/, '').replaceAll('/', ' '), file] as const),
);

/** `obs-lab …` up to the end of the command in prose, tables and shells. */
function commandLines(text: string): string[] {
  return [...text.matchAll(/(?<![\w/.@-])obs-lab ((?:[a-z]|-)[^`\n|>#&)]*)/g)].map(([, line]) =>
    line!.replaceAll('\\\n', ' ').trim(),
  );
}

/** The longest command that a line begins with. */
function commandOf(line: string): string | undefined {
  const words = line.split(/\s+/);
  return [words.slice(0, 2).join(' '), words[0]!].find((name) => COMMANDS.has(name));
}

test.each(PAGES)('%s names only commands and flags that exist', async (page) => {
  const text = readFileSync(join(ROOT, page), 'utf8');
  // Commands are in code spans: in prose, obs-lab means the program.
  const code = [...text.matchAll(/```[^\n]*\n([\s\S]*?)```|`([^`\n]+)`|^ {4}(.+)$/gm)]
    .map(([, fenced, inline, indented]) => fenced ?? inline ?? indented ?? '')
    .join('\n');
  if (page === 'README.md') expect(commandLines(code).length).toBeGreaterThan(20);
  // A row of the command table lists the flags of the command it begins with.
  const rows = [...text.matchAll(/^\| `obs-lab (.+)$/gm)].map(([, row]) => row!.replace(/[`,()]/g, ' '));
  for (const line of [...commandLines(code), ...rows]) {
    const name = commandOf(line);
    if (name === undefined) {
      expect(line, page).toMatch(/^(--help|help|export|promql|COMMAND|-)/);
      continue;
    }
    const module = (await import(/* @vite-ignore */ join(ROOT, 'src/commands', COMMANDS.get(name)!))) as {
      default: CommandClass;
    };
    const known = [...Object.keys(module.default.flags ?? {}), ...GLOBAL_FLAGS];
    for (const [, flag] of line.matchAll(/(?<!\S)--([a-z][a-z-]*)/g)) {
      expect(known, `${page}: ${line}`).toContain(flag);
    }
  }
});

test.each(PAGES)('%s has no broken links', (page) => {
  const text = readFileSync(join(ROOT, page), 'utf8').replace(/`[^`]*`/g, '');
  const gone = [...text.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].flatMap(
    ([, path, anchor]) => {
      const file = path === '' ? join(ROOT, page) : join(ROOT, dirname(page), path!);
      if (!existsSync(file)) return [path];
      if (anchor === undefined) return [];
      const headings = [...readFileSync(file, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
        slug(heading!),
      );
      return headings.includes(anchor) ? [] : [`${relative(ROOT, file)}#${anchor}`];
    },
  );
  expect(gone).toEqual([]);
});

/** Makes anchors from headings like GitHub. */
function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_ -]/gu, '')
    .replaceAll(' ', '-');
}
