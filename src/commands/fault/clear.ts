import { Args } from '@oclif/core';
import { LabCommand } from '../../cli/base-command.js';
import { checkExitCode } from '../../cli/exit-codes.js';
import type { ClearedFaults } from '../../faults/clear.js';
import { requireFault } from '../../faults/request.js';
import { clearedText } from '../../ui/stack/fault-text.js';
import { widthOf } from '../../ui/terminal/terminal.js';

export default class FaultClear extends LabCommand {
  static override description = `end a fault, or all faults, and undo what they did

Exits 1 if a fault could not be undone yet, for example because PostgreSQL is down; the lab keeps trying.

With --json it is one document {cleared: [names], ending: [names]}.`;

  static override examples = [
    { description: 'end all faults', command: '<%= config.bin %> <%= command.id %>' },
    { description: 'end one', command: '<%= config.bin %> <%= command.id %> table-lock' },
  ];

  static override args = {
    name: Args.string({ description: 'name of the fault; without it, all faults end', ignoreStdin: true }),
  };

  async run(): Promise<ClearedFaults> {
    const { args } = await this.parse(FaultClear);
    const fault = args.name === undefined ? undefined : requireFault(args.name);
    const [{ clearFaults }, { requireNotBlind }] = await Promise.all([
      import('../../faults/clear.js'),
      import('../../faults/blind.js'),
    ]);
    const stack = await this.runningStack();
    await requireNotBlind(stack.home, stack.state);
    const result = await clearFaults(stack, fault);
    process.exitCode = checkExitCode({ ok: result.ending.length === 0 });
    this.log(clearedText(result, widthOf(process.stdout)));
    return result;
  }
}
