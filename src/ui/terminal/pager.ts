import { spawn } from 'node:child_process';

/** A shell's exit codes for a program that can't be run, or doesn't exist. */
const NOT_RUN: readonly (number | null)[] = [126, 127];

/**
 * Shows a text in the user's pager, and waits until it is closed.
 * @param env PAGER is a command line, by default `less`; LESS its options, by default without paging if the text fits
 * @returns false if there is no such program, so that nothing was shown
 */
export async function showInPager(text: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const pager = spawn(env.PAGER || 'less', {
    shell: true,
    // Its error messages don't matter: the text is then printed without it.
    stdio: ['pipe', 'inherit', 'ignore'],
    env: { LESS: 'FRX', ...env },
  });
  // Ctrl-C is for the pager, but this process gets the signal too.
  const ignore = (): void => undefined;
  process.on('SIGINT', ignore);
  try {
    return await new Promise((resolve) => {
      pager.on('error', () => resolve(false));
      pager.on('close', (code) => resolve(!NOT_RUN.includes(code)));
      // The user can quit the pager before all text is written.
      pager.stdin.on('error', ignore);
      pager.stdin.end(text);
    });
  } finally {
    process.off('SIGINT', ignore);
  }
}
