import chalk from 'chalk';
import type { DoctorResult } from '../../stack/verify/doctor.js';

/** `doctor` for a person: one line per finding, its remedy below it, then the summary. */
export function renderDoctor({ findings, ok }: DoctorResult): string {
  const width = Math.max(...findings.map(({ id }) => id.length));
  const lines = findings.flatMap(({ id, status, detail, hint }) => {
    const glyph = { pass: chalk.green('✓'), warn: chalk.yellow('!'), fail: chalk.red('✗') }[status];
    return [
      `${glyph} ${id.padEnd(width)}  ${detail}`,
      ...(hint ? [`  ${' '.repeat(width)}  ${chalk.dim('→')} ${hint}`] : []),
    ];
  });
  const sum = ok
    ? chalk.green('This machine can run the lab: obs-lab up')
    : chalk.red('This machine cannot run the lab yet: fix what is marked ✗.');
  return `${lines.join('\n')}\n\n${sum}`;
}
