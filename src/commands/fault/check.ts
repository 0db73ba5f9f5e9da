import { Args, Flags } from '@oclif/core';
import { INTENSITIES } from '../../../lab/faults/fault.js';
import { FAULTS } from '../../../lab/faults/index.js';
import { LabCommand } from '../../cli/base-command.js';
import { checkExitCode } from '../../cli/exit-codes.js';
import type { FaultCheck } from '../../faults/check/types.js';
import { requireFault } from '../../faults/request.js';

const STEPS = {
  waiting: 'waiting until the lab is quiet',
  injected: 'injected; waiting for its symptom, evidence and alerts',
  cleared: 'cleared; waiting until the lab is quiet',
};

export default class FaultCheckCommand extends LabCommand {
  static override description = `check on the running lab that each fault does what it documents

Injects one fault after the other. While it is in effect, its symptom, its evidence and its alerts must show, and no evidence or alert of another fault; after it is cleared, verify must pass within 30 s, and nothing may remain. It takes one to two minutes per fault. Prints which evidence holds and which alerts fire during which fault.

With --json it is one document {ok, checkedAt, prometheus, faults: [{fault, ok, problems, symptom, evidence, alerts, verifiedAfter, quietAfter, remaining}]}.`;

  static override examples = [
    { description: 'all faults', command: '<%= config.bin %> <%= command.id %>' },
    { description: 'two of them', command: '<%= config.bin %> <%= command.id %> table-lock slow-route' },
  ];

  static override strict = false;

  static override args = {
    name: Args.string({ description: 'name of a fault; several may be named', ignoreStdin: true }),
  };

  static override flags = {
    intensity: Flags.string({
      options: [...INTENSITIES],
      default: 'medium',
      description: 'how severe the faults are',
    }),
    record: Flags.string({
      helpValue: 'FILE',
      description: 'also write the result to a file, in place of what it says about the same faults',
    }),
  };

  async run(): Promise<FaultCheck> {
    const { argv, flags } = await this.parse(FaultCheckCommand);
    const faults = argv.length > 0 ? (argv as string[]).map(requireFault) : FAULTS;
    const stack = await this.runningStack();
    const [{ checkFaults }, { recordCheck }, { checkedFaultText, faultCheckText }, { interruptible }] =
      await Promise.all([
        import('../../faults/check/check-faults.js'),
        import('../../faults/check/record.js'),
        import('../../ui/stack/fault-check-text.js'),
        import('../../ui/terminal/interrupt.js'),
      ]);
    const check = await interruptible(
      (signal) =>
        checkFaults({
          stack,
          faults,
          intensity: INTENSITIES.find((each) => each === flags.intensity) ?? 'medium',
          env: process.env,
          signal,
          onStep: ({ id }, step) => this.notice(`${id}: ${STEPS[step]} …`),
          onChecked: (checked) => this.log(checkedFaultText(checked)),
        }),
      {
        reason: 'Interrupted. The fault is cleared.',
        onRepeat: () => this.notice('Clearing the fault …'),
      },
    );
    if (flags.record) await recordCheck(flags.record, check);
    this.log(faultCheckText(check));
    process.exitCode = checkExitCode(check);
    return check;
  }
}
