import { createInterface } from 'node:readline/promises';
import { InterruptedError } from '../../errors.js';

/**
 * Asks a yes-or-no question on the terminal; Enter accepts the default.
 * @throws InterruptedError on Ctrl-C or Ctrl-D
 */
export async function confirm(question: string, fallback: boolean): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const gone = new AbortController();
  lines.once('SIGINT', () => gone.abort()).once('close', () => gone.abort());
  try {
    for (;;) {
      const answer = (
        await lines.question(`${question} ${fallback ? '[Y/n]' : '[y/N]'} `, { signal: gone.signal })
      )
        .trim()
        .toLowerCase();
      if (answer === '') return fallback;
      if (['y', 'yes'].includes(answer)) return true;
      if (['n', 'no'].includes(answer)) return false;
    }
  } catch (error) {
    if (!gone.signal.aborted) throw error;
    process.stderr.write('\n');
    throw new InterruptedError();
  } finally {
    lines.removeAllListeners('close');
    lines.close();
  }
}
