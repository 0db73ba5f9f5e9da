import { spawn } from 'node:child_process';

/** What a shell says of a program that it can't run, or that is not there. */
const NOT_RUN: readonly (number | null)[] = [126, 127];

/**
 * Shows a text in the user's pager, and waits until it is closed.
 * @param env PAGER is a command line, `less` by default; LESS its options: what fits on a screen is only printed
 * @returns false where there is no such program, so that nothing was shown
 */
export async function showInPager(text: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const pager = spawn(env.PAGER || 'less', {
    shell: true,
    // What it complains of is no news: the text is then printed.
    stdio: ['pipe', 'inherit', 'ignore'],
    env: { LESS: 'FRX', ...env },
  });
  // Ctrl-C means something to the pager, and goes to us as well.
  const ignore = (): void => undefined;
  process.on('SIGINT', ignore);
  try {
    return await new Promise((resolve) => {
      pager.on('error', () => resolve(false));
      pager.on('close', (code) => resolve(!NOT_RUN.includes(code)));
      // Whoever has read enough closes it before all is written.
      pager.stdin.on('error', ignore);
      pager.stdin.end(text);
    });
  } finally {
    process.off('SIGINT', ignore);
  }
}
