import { openHome, type LabHome } from '../stack/home.js';
import type { UpPlan } from '../stack/plan.js';
import type { UpResult } from '../stack/up.js';
import { interruptSignal } from './interrupt.js';
import { openPlainUpScreen, type UpScreen } from './up-plain.js';
import { canRedraw } from './terminal.js';

export interface RunUpOptions {
  home?: LabHome;
  plan?: UpPlan;
  timeoutSeconds?: number;
  /** Show nothing: --json. */
  quiet?: boolean;
}

/**
 * Brings the stack up in front of a person: live view, plain lines or silence, and Ctrl-C that takes everything back.
 * The view is drawn before the rest of the program is even loaded.
 * @throws whatever `up` throws
 */
export async function runUp({
  home = openHome(),
  plan = { ports: {}, without: [] },
  timeoutSeconds = 60,
  quiet = false,
}: RunUpOptions = {}): Promise<UpResult> {
  const screen = await openScreen(home, quiet);
  const { signal, release } = interruptSignal(() =>
    process.stderr.write('Still taking back what was started…\n'),
  );
  try {
    const [{ up }, { openRuntime }] = await Promise.all([
      import('../stack/up.js'),
      import('../stack/runtimes/index.js'),
    ]);
    return await up({
      home,
      plan,
      runtime: await openRuntime('local'),
      env: process.env,
      timeoutMs: timeoutSeconds * 1000,
      signal,
      onEvent: screen.onEvent,
    });
  } finally {
    screen.close();
    release();
  }
}

async function openScreen(home: LabHome, quiet: boolean): Promise<UpScreen> {
  if (quiet) return { onEvent: () => undefined, close: () => undefined };
  if (!canRedraw()) return openPlainUpScreen((line) => process.stderr.write(`${line}\n`));
  const { openLiveUpScreen } = await import('./up-screen.js');
  return openLiveUpScreen(home.path);
}
