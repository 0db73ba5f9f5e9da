import { Args, Flags } from '@oclif/core';
import { INTENSITIES } from '../../../lab/faults/fault.js';
import { LabCommand } from '../../cli/base-command.js';
import type { InjectedFault } from '../../faults/inject.js';
import { leaseSeconds, requireFault } from '../../faults/request.js';
import { injectedText } from '../../ui/stack/fault-text.js';
import { widthOf } from '../../ui/terminal/terminal.js';

export default class FaultInject extends LabCommand {
  static override description = `break the running lab in one way, for a limited time

The fault ends by itself when its time is over, even if obs-lab is killed; fault clear and down end it at once. Injecting it again replaces it. status and verify show what is injected.

With --json it is one document {id, title, hits, intensity, state, startedAt, endsAt, remainingSeconds, symptom}.`;

  static override examples = [
    {
      description: 'lock a table, and see what that does to the API',
      command: '<%= config.bin %> <%= command.id %> table-lock',
    },
    {
      description: 'a severe fault for a minute',
      command: '<%= config.bin %> <%= command.id %> slow-route --intensity high --for 1m',
    },
  ];

  static override args = {
    name: Args.string({
      description: 'name of the fault, from fault list',
      required: true,
      ignoreStdin: true,
    }),
  };

  static override flags = {
    intensity: Flags.string({
      options: [...INTENSITIES],
      default: 'medium',
      description: 'how severe it is',
    }),
    for: Flags.string({ helpValue: '5m', default: '5m', description: 'how long it lasts, an hour at most' }),
  };

  async run(): Promise<InjectedFault> {
    const { args, flags } = await this.parse(FaultInject);
    const fault = requireFault(args.name);
    const seconds = leaseSeconds(flags.for);
    const [{ injectFault }, { requireNotBlind }] = await Promise.all([
      import('../../faults/inject.js'),
      import('../../faults/blind.js'),
    ]);
    const intensity = INTENSITIES.find((each) => each === flags.intensity) ?? 'medium';
    const stack = await this.runningStack();
    await requireNotBlind(stack.home, stack.state);
    const injected = await injectFault(stack, fault, { intensity, seconds });
    this.log(injectedText(injected, widthOf(process.stdout)));
    return injected;
  }
}
