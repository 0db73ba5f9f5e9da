#!/usr/bin/env node
// The installed entry. Kept tiny: whatever is imported here is paid for by every command.
import { readFileSync } from 'node:fs';

const argv = process.argv.slice(2);
if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-v')) {
  const { name, version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  process.stdout.write(`${name}/${version} ${process.platform}-${process.arch} node-${process.version}\n`);
} else {
  // Before anything imports React: its development build is slower and leaks performance entries.
  process.env.NODE_ENV = 'production';
  // chalk, which Ink paints with, knows FORCE_COLOR but not the NO_COLOR convention (https://no-color.org).
  if (process.env.NO_COLOR) process.env.FORCE_COLOR = '0';
  const { main } = await import('../dist/cli/main.js');
  await main(import.meta.url);
}
