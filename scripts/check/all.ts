import { availableParallelism } from 'node:os';
import { execa } from 'execa';

// npm run check: everything that can be checked without running the product, several programs at a time. Prints what
// a failed one has to say, and ends with 1 if there is one.

/** The longest first. */
const CHECKS = [
  'eslint .',
  'tsc',
  'prettier --check .',
  'knip',
  'tsc -p tsconfig.browser.json',
  'depcruise src lab --config .dependency-cruiser.js',
  'tsx scripts/check/folder-sizes.ts',
];

const waiting = [...CHECKS];
const failed: string[] = [];

async function work(): Promise<void> {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const [program = '', ...args] = next.split(' ');
    const { exitCode, all } = await execa(program, args, { preferLocal: true, all: true, reject: false });
    console.log(exitCode === 0 ? `✓ ${next}` : `✗ ${next}\n${all}`);
    if (exitCode !== 0) failed.push(next);
  }
}

// Each takes up to a gigabyte of memory: no more than four.
await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, work));
if (failed.length > 0) {
  console.log(`${failed.length} of ${CHECKS.length} checks failed: ${failed.join(', ')}`);
  process.exitCode = 1;
}
