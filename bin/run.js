#!/usr/bin/env node
// The installed entry. Kept tiny: whatever is imported here is paid for by every command. Like node-version.js it is
// written so that Node 12 can read it: no static import of a built-in module, and no await outside a function.
import { refusal, showRefusal } from './node-version.js';

const argv = process.argv.slice(2);
const refused = refusal(process.version);
if (refused !== undefined) {
  showRefusal(refused, argv);
} else if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-v')) {
  printVersion();
} else {
  // Before anything imports React: its development build is slower and leaks performance entries.
  process.env.NODE_ENV = 'production';
  // chalk, which Ink paints with, knows FORCE_COLOR but not the NO_COLOR convention (https://no-color.org).
  if (process.env.NO_COLOR) process.env.FORCE_COLOR = '0';
  run();
}

async function run() {
  process.on('exit', failUnfinished);
  const { main } = await import('../dist/cli/main.js');
  await main(import.meta.url);
  process.off('exit', failUnfinished);
}

/** Like Node for an await outside a function: ending with nothing left to wait for, but unfinished, is no success. */
function failUnfinished() {
  if (process.exitCode === undefined) process.exitCode = 13;
}

async function printVersion() {
  const { readFileSync } = await import('node:fs');
  const { name, version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  process.stdout.write(`${name}/${version} ${process.platform}-${process.arch} node-${process.version}\n`);
}
