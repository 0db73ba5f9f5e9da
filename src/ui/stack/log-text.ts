import { SERVICE_NAMES } from '../../stack/spec.js';
import { type Level, type LogLine, messageOf } from '../../stack/verify/log-line.js';
import { padEnd, printable, truncate } from '../../util/text/display-width.js';
import { visible } from '../../util/text/visible.js';
import { terminalColumns } from '../terminal/terminal.js';
import type { Line } from '../text/line.js';
import { paint } from '../text/paint.js';
import { seriesTone, type Tone } from '../text/tones.js';

const LEVEL_TONES: Readonly<Record<Level, Tone>> = {
  debug: 'dim',
  info: 'good',
  warn: 'warn',
  error: 'bad',
  fatal: 'bad',
};
const SERVICE_WIDTH = 12;

/**
 * A log line as the command prints it: on a terminal fitted to its width, in a pipe whole, as the service wrote it.
 * @param options.several whether lines of several services are shown
 */
export function logOutput(entry: LogLine, { several }: { several: boolean }): string {
  if (process.stdout.isTTY) return paint([logLineText(entry, terminalColumns())]);
  const text = visible(entry.line);
  return several ? `${entry.service.padEnd(SERVICE_WIDTH)} ${text}` : text;
}

/**
 * A log line for a terminal, on one line: time in UTC, level, service, and what it says.
 * @param columns what is longer is cut
 */
export function logLineText(entry: LogLine, columns: number): Line {
  const { service, line, time, level } = entry;
  const clock = time === undefined ? ' '.repeat(12) : time.slice(11, 23);
  const head: Line = [
    { text: `${clock} `, tone: 'dim' },
    { text: padEnd(level ?? '', 6), ...(level && { tone: LEVEL_TONES[level] }) },
    { text: `${padEnd(service, SERVICE_WIDTH)} `, tone: seriesTone(SERVICE_NAMES.indexOf(service)) },
  ];
  const left = Math.max(10, columns - 13 - 6 - SERVICE_WIDTH - 1);
  return [...head, { text: truncate(printable(messageOf(line)), left) }];
}
