import { Command } from '@oclif/core';
import { NotRunningError } from '../errors.js';
import type { RunningStack } from '../stack/access.js';
import { canAsk, widthOf } from '../ui/terminal/terminal.js';
import { paint } from '../ui/text/paint.js';
import { fit } from '../ui/text/wrap.js';
import { pasteable } from '../util/invocation.js';
import { visibleInColor } from '../util/text/visible.js';
import { reportError, toLabError } from './error-reporter.js';

/**
 * What every command has: `--json`, one way to report errors, and the documented exit codes.
 *
 * With `--json` a command's run() returns its document and oclif prints it; a failed check sets `process.exitCode`
 * and still returns (this.exit() would throw the document away).
 */
export abstract class LabCommand extends Command {
  static override enableJsonFlag = true;

  /** A result, on stdout. Of what it quotes, only colours reach the terminal. */
  override log(message = '', ...rest: unknown[]): void {
    super.log(visibleInColor(message), ...rest);
  }

  /** A line of progress or a notice: to stderr, so that stdout holds only the result. Silent with --json. */
  protected notice(line: string): void {
    if (this.jsonEnabled()) return;
    const lines = pasteable(line)
      .split('\n')
      .map((text) => [{ text }]);
    process.stderr.write(`${visibleInColor(paint(fit(lines, widthOf(process.stderr)), false))}\n`);
  }

  /**
   * The running lab. If there is none, asks the user whether to start it, and continues.
   * @throws NotRunningError if nobody can be asked, or the answer is no; EngineError
   */
  protected async runningStack(): Promise<RunningStack> {
    const { openStack } = await import('../stack/tools/open-stack.js');
    try {
      return await openStack();
    } catch (error) {
      if (!(error instanceof NotRunningError) || this.jsonEnabled() || !canAsk()) throw error;
      const [{ confirm }, { runUp }] = await Promise.all([
        import('../ui/terminal/confirm.js'),
        import('../ui/stack/up-screen.js'),
      ]);
      if (!(await confirm('The lab is not running. Start it now?', true))) throw error;
      await runUp();
      return openStack();
    }
  }

  override async catch(error: unknown): Promise<void> {
    const failure = toLabError(error, this.id);
    if (failure) reportError(failure, { json: this.jsonEnabled(), cause: error });
  }
}
