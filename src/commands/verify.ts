import { setTimeout as sleep } from 'node:timers/promises';
import { Flags } from '@oclif/core';
import { LabCommand } from '../cli/base-command.js';
import { ExitCode, NotRunningError, UsageError } from '../errors.js';
import { openHome } from '../stack/home.js';
import type { VerifyResult } from '../stack/verify/verify.js';
import { terminalColumns } from '../ui/terminal/terminal.js';

export default class Verify extends LabCommand {
  static override description = `check the health of every target, with evidence

Exits 1 where a check fails.`;

  static override examples = [
    { description: 'check once', command: '<%= config.bin %> <%= command.id %>' },
    { description: 'check again and again', command: '<%= config.bin %> <%= command.id %> --watch' },
  ];

  static override flags = {
    watch: Flags.boolean({ description: 'check every two seconds until interrupted' }),
  };

  async run(): Promise<VerifyResult> {
    const { flags } = await this.parse(Verify);
    if (flags.watch && this.jsonEnabled())
      throw new UsageError('--watch and --json do not go together: --json is one document.');
    const [{ readState }, { verifyStack }, { openRuntime }, { renderVerify }] = await Promise.all([
      import('../stack/state.js'),
      import('../stack/verify/verify.js'),
      import('../stack/runtimes/index.js'),
      import('../ui/stack/verify-text.js'),
    ]);
    const home = openHome();
    const check = async (): Promise<VerifyResult> => {
      const state = await readState(home);
      if (!state) throw new NotRunningError();
      return verifyStack(home, state, await openRuntime(state.runtime));
    };
    let result = await check();
    if (flags.watch) {
      const { watchScreen } = await import('../ui/terminal/watch-screen.js');
      const screen = watchScreen();
      while (!screen.signal.aborted) {
        const shown = result;
        screen.draw((size) => renderVerify(shown, size));
        await sleep(2000, undefined, { signal: screen.signal }).catch(() => undefined);
        if (!screen.signal.aborted) result = await check();
      }
      screen.close();
    } else {
      this.log(renderVerify(result, process.stdout.isTTY ? { columns: terminalColumns() } : {}));
    }
    if (!result.ok) process.exitCode = ExitCode.failed;
    return result;
  }
}
