import { openHome, type LabHome } from '../../stack/home.js';
import { LabError } from '../../errors.js';
import type { UpPlan } from '../../stack/up/plan.js';
import type { Runtime } from '../../stack/runtimes/runtime.js';
import type { RuntimeWish } from '../../stack/runtimes/index.js';
import type { UpResult } from '../../stack/up/up.js';
import { interruptSignal } from '../terminal/interrupt.js';
import { openPlainUpScreen, type UpScreen } from './up-plain-screen.js';
import { canRedraw } from '../terminal/terminal.js';

export interface RunUpOptions {
  home?: LabHome;
  plan?: UpPlan;
  runtime?: RuntimeWish;
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
  plan = { ports: {}, without: [], history: true },
  runtime: wish = 'auto',
  timeoutSeconds = 60,
  quiet = false,
}: RunUpOptions = {}): Promise<UpResult> {
  const screen = await openScreen(home, quiet);
  const { signal, release } = interruptSignal(() =>
    process.stderr.write('Still taking back what was started…\n'),
  );
  try {
    const [{ up }, { chooseRuntime }, { readState }] = await Promise.all([
      import('../../stack/up/up.js'),
      import('../../stack/runtimes/index.js'),
      import('../../stack/state.js'),
    ]);
    const { env } = process;
    const { onEvent } = screen;
    const ascend = (runtime: Runtime, notices: readonly string[]): Promise<UpResult> =>
      up({ home, plan, runtime, notices, env, timeoutMs: timeoutSeconds * 1000, signal, onEvent });
    const { runtime, fallback } = await chooseRuntime(wish, await readState(home), env);
    try {
      return await ascend(runtime, []);
    } catch (error) {
      if (!fallback || !(error instanceof LabError) || error.code !== 'NO_IMAGE') throw error;
      const notice = `${error.message} Running as local processes instead.`;
      onEvent({ type: 'notice', text: notice });
      return await ascend(await fallback(), [notice]);
    }
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
