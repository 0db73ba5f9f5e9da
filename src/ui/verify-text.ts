import chalk from 'chalk';
import type { VerifyResult } from '../stack/verify.js';

/** `verify` for a person: a line a check with its evidence and time, then the sum. */
export function renderVerify({ checks, ok }: VerifyResult): string {
  const width = Math.max(...checks.map(({ id }) => id.length));
  const lines = checks.map(({ id, status, detail, ms }) => {
    const glyph = { pass: chalk.green('✓'), fail: chalk.red('✗'), skip: chalk.yellow('–') }[status];
    const time = status === 'skip' ? '' : chalk.dim(`  ${ms} ms`);
    return `${glyph} ${id.padEnd(width)}  ${status === 'fail' ? chalk.red(detail) : detail}${time}`;
  });
  const count = (wanted: string): number => checks.filter(({ status }) => status === wanted).length;
  const skipped = count('skip') > 0 ? `, ${count('skip')} skipped` : '';
  const sum = ok
    ? chalk.green(`All ${count('pass')} checks passed${skipped}`)
    : chalk.red(`${count('fail')} of ${checks.length - count('skip')} checks failed${skipped}`);
  const next = ok
    ? []
    : [
        '',
        `${chalk.dim('→')} Bring back what is missing: obs-lab up`,
        `${chalk.dim('→')} See what a service last wrote: obs-lab logs SERVICE`,
      ];
  return [...lines, '', sum, ...next].join('\n');
}
