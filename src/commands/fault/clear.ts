import { Args } from '@oclif/core';
import { LabCommand } from '../../cli/base-command.js';
import { checkExitCode } from '../../cli/exit-codes.js';
import type { ClearedFaults } from '../../faults/clear.js';
import { requireFault } from '../../faults/request.js';
import { clearedText, stepClearedText } from '../../ui/stack/fault-text.js';
import { widthOf } from '../../ui/terminal/terminal.js';

export default class FaultClear extends LabCommand {
  static override description = `end a fault, or all faults, and undo what they did

If the fault belongs to a mission step and is for you to find, the command without NAME ends it too, and does not name it.

Exits 1 if a fault could not be undone yet, for example because PostgreSQL is down; the lab keeps trying.

With --json it is one document {cleared: [names], ending: [names]}, with the id of the step as \`step\` if its hidden fault has ended.`;

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
    const [{ clearFaults }, { hiddenStep, requireNotBlind }, { openStepFaults }] = await Promise.all([
      import('../../faults/clear.js'),
      import('../../faults/blind.js'),
      import('../../faults/step-fault.js'),
    ]);
    const stack = await this.runningStack();
    const step = fault ? undefined : await hiddenStep(stack.home, stack.state);
    if (step !== undefined) {
      await openStepFaults(stack).end();
      this.log(stepClearedText(step));
      return { cleared: [], ending: [], step };
    }
    await requireNotBlind(stack.home, stack.state);
    const result = await clearFaults(stack, fault);
    process.exitCode = checkExitCode({ ok: result.ending.length === 0 });
    this.log(clearedText(result, widthOf(process.stdout)));
    return result;
  }
}
