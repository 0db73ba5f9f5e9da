import { Flags } from '@oclif/core';
import { LabCommand } from '../cli/base-command.js';
import { ExitCode, UsageError } from '../errors.js';
import type { ActiveFault } from '../faults/active.js';
import { openHome } from '../stack/home.js';
import type { VerifyResult } from '../stack/verify/verify.js';
import { watchVerify } from '../ui/stack/verify-screen.js';
import { renderVerify } from '../ui/stack/verify-text.js';
import { terminalColumns } from '../ui/terminal/terminal.js';

type Verified = VerifyResult & { faults: ActiveFault[] };

export default class Verify extends LabCommand {
  static override description = `check the health of every target, with evidence

Exits 1 if a check fails. Also shows which faults are injected: they may be why.`;

  static override examples = [
    { description: 'check once', command: '<%= config.bin %> <%= command.id %>' },
    { description: 'check every two seconds', command: '<%= config.bin %> <%= command.id %> --watch' },
  ];

  static override flags = {
    watch: Flags.boolean({ description: 'check every two seconds until you press Ctrl-C' }),
  };

  async run(): Promise<Verified> {
    const { flags } = await this.parse(Verify);
    if (flags.watch && this.jsonEnabled()) {
      throw new UsageError('--watch and --json cannot be used together: --json prints a single document.');
    }
    const [{ verifyLab }, { withFaults }] = await Promise.all([
      import('../stack/verify/verify.js'),
      import('../faults/active.js'),
    ]);
    const home = openHome();
    const check = (): Promise<Verified> => withFaults(home, () => verifyLab(home, process.env));
    const result = flags.watch ? await watchVerify(check) : await check();
    if (!flags.watch) {
      this.log(renderVerify(result, process.stdout.isTTY ? { columns: terminalColumns() } : {}));
    }
    if (!result.ok) process.exitCode = ExitCode.failed;
    return result;
  }
}
