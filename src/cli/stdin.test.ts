import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../util/package-root.js';

const COMMANDS = join(packageRoot(), 'src/commands');
const files = readdirSync(COMMANDS, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.ts'),
);

test.each(files)('oclif does not read stdin for an argument of %s', async (file) => {
  const module = (await import(/* @vite-ignore */ join(COMMANDS, file))) as {
    default: { args?: Record<string, { ignoreStdin?: boolean }> };
  };
  for (const [name, arg] of Object.entries(module.default.args ?? {})) {
    expect([name, arg.ignoreStdin]).toEqual([name, true]);
  }
});
