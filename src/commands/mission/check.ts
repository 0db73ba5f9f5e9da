import { Args, Flags } from '@oclif/core';
import { LabCommand } from '../../cli/base-command.js';
import { checkExitCode } from '../../cli/exit-codes.js';
import type { CheckDocument } from '../../missions/check/index.js';
import type { CheckEvent } from '../../missions/check/run.js';

/** Between two lines of progress. */
const PROGRESS_MS = 10_000;

export default class MissionCheck extends LabCommand {
  static override description = `test missions, for their authors

Every answer in a mission file is graded twice, on a private Prometheus that is filled with the same data each time: accepted answers must pass, and rejected ones must fail with the diagnosis that the mission names. The lab doesn’t have to run. If this machine has no Prometheus, it runs in a container or is downloaded.

Exit code 0: no errors · 1: errors. How to write missions: <%= config.bin %> docs authoring`;

  static override examples = [
    { description: 'check all missions', command: '<%= config.bin %> <%= command.id %>' },
    {
      description: 'check one, or all in a directory',
      command: '<%= config.bin %> <%= command.id %> ~/my-missions/orders',
    },
    {
      description: 'list wrong answers that pass, for a few minutes',
      command: '<%= config.bin %> <%= command.id %> --attack ~/my-missions/orders',
    },
    {
      description: 'for a script',
      command: '<%= config.bin %> <%= command.id %> --path ~/my-missions --json',
    },
  ];

  static override strict = false;

  static override args = {
    path: Args.string({
      description: 'a mission’s folder or file, or a directory of missions; several may be named',
      ignoreStdin: true,
    }),
  };

  static override flags = {
    attack: Flags.boolean({
      description:
        'also change accepted answers in every way that is likely wrong, and list those that still pass',
    }),
    depth: Flags.string({
      description: 'with --attack: changes in one answer; 2 also tries some queries with two changes at once',
      options: ['1', '2'],
      // No default: oclif would take it for given, and ask for --attack.
      dependsOn: ['attack'],
    }),
    path: Flags.string({ description: 'a directory of your own missions', helpValue: 'DIR' }),
  };

  async run(): Promise<CheckDocument> {
    const { argv, flags } = await this.parse(MissionCheck);
    const { runCheck } = await import('../../missions/check/run.js');
    const { renderCheckEvent, renderCheckSummary } = await import('../../ui/mission/text/check-text.js');
    const { interruptible } = await import('../../ui/terminal/interrupt.js');
    const fetched = new Set<string>();
    const onProgress = (what: string): void => {
      if (!fetched.has(what)) this.notice(`Fetching ${what} …`);
      fetched.add(what);
    };
    let noticed = Date.now();
    const onEvent = (event: CheckEvent): void => {
      if (event.type === 'filling') return this.notice('Filling a private Prometheus …');
      if (event.type === 'attack') {
        if (Date.now() - noticed < PROGRESS_MS) return;
        noticed = Date.now();
        const { step, graded, mutants } = event.progress;
        return this.notice(`  ${step}: ${graded} of ${mutants} mutants graded …`);
      }
      const text = renderCheckEvent(event);
      if (text !== '') this.log(text);
    };
    const document = await interruptible(
      (signal) =>
        runCheck({
          paths: argv as string[],
          ownDirectory: flags.path,
          attack: flags.attack,
          depth: Number(flags.depth ?? 1),
          env: process.env,
          signal,
          onProgress,
          onEvent,
        }),
      {
        reason: 'Interrupted. The private Prometheus is gone.',
        onRepeat: () => this.notice('Cleaning up …'),
      },
    );
    this.log(renderCheckSummary(document));
    process.exitCode = checkExitCode(document);
    return document;
  }
}
