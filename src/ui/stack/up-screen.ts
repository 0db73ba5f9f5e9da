import { type LabHome, openHome } from '../../stack/home.js';
import type { BringUpOptions, BroughtUp } from '../../stack/up/bring-up.js';
import { interruptSignal } from '../terminal/interrupt.js';
import { canRedraw } from '../terminal/terminal.js';
import { openPlainUpScreen, type UpScreen } from './up-plain-screen.js';

export interface RunUpOptions extends Partial<
  Pick<BringUpOptions, 'home' | 'plan' | 'runtime' | 'timeoutMs'>
> {
  /** Show nothing: --json. */
  quiet?: boolean;
}

/**
 * Shows the stack coming up: a live view, plain lines or nothing. Ctrl-C rolls everything back.
 * The view is drawn before the rest of the program is even loaded.
 * @throws whatever `bringUp` throws
 */
export async function runUp({
  home = openHome(),
  plan = { ports: {}, without: [], history: true },
  runtime = 'auto',
  timeoutMs = 60_000,
  quiet = false,
}: RunUpOptions = {}): Promise<BroughtUp> {
  const screen = await openScreen(home, quiet);
  const { signal, release } = interruptSignal(() => process.stderr.write('Still rolling back…\n'));
  try {
    const { bringUp } = await import('../../stack/up/bring-up.js');
    const { onEvent } = screen;
    return await bringUp({ home, plan, runtime, timeoutMs, env: process.env, signal, onEvent });
  } finally {
    screen.close();
    release();
  }
}

async function openScreen(home: LabHome, quiet: boolean): Promise<UpScreen> {
  if (quiet) return { onEvent: () => undefined, close: () => undefined };
  if (!canRedraw()) return openPlainUpScreen((line) => process.stderr.write(`${line}\n`));
  const { openLiveUpScreen } = await import('./up-live-screen.js');
  return openLiveUpScreen(home.path);
}
