import { Args, Flags } from '@oclif/core';
import { LabCommand } from '../../cli/base-command.js';
import { ExitCode, InterruptedError } from '../../errors.js';
import type { CheckDocument } from '../../missions/check/index.js';
import type { CheckEvent } from '../../missions/check/run.js';

export default class MissionCheck extends LabCommand {
  static override description = `prove missions, for those who write them

Every answer that a mission tells about is graded, twice, on a private Prometheus that is filled with the same data each time: what it accepts must pass, and what it rejects must fail by the diagnosis it names. The lab need not run; where this machine has no Prometheus, a container of its image does, or it is fetched.

Exit code 0: nothing to mend · 1: something is. How to write missions: obs-lab docs authoring`;

  static override examples = [
    { description: 'prove all missions', command: '<%= config.bin %> <%= command.id %>' },
    {
      description: 'prove one, or all in a directory',
      command: '<%= config.bin %> <%= command.id %> ~/my-missions/orders',
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
    path: Flags.string({ description: 'a directory of your own missions', helpValue: 'DIR' }),
  };

  async run(): Promise<CheckDocument> {
    const { argv, flags } = await this.parse(MissionCheck);
    const [{ runCheck }, { missionDirectories }, { packageRoot }, { cacheDir }, { interruptSignal }] =
      await Promise.all([
        import('../../missions/check/run.js'),
        import('../../missions/library/library.js'),
        import('../../util/package-root.js'),
        import('../../stack/home.js'),
        import('../../ui/terminal/interrupt.js'),
      ]);
    const { renderCheckSummary, renderFindings, renderMissionName, renderStepResult } =
      await import('../../ui/mission/text/check-text.js');
    const onEvent = (event: CheckEvent): void => {
      if (event.type === 'filling') this.notice('Filling a private Prometheus …');
      if (event.type === 'broken' && event.findings.length > 0) this.log(renderFindings(event.findings));
      if (event.type === 'mission') this.log(renderMissionName(event.mission));
      if (event.type === 'step') this.log(renderStepResult(event.step));
    };
    const fetched = new Set<string>();
    const onProgress = (what: string): void => {
      if (!fetched.has(what)) this.notice(`Fetching ${what} …`);
      fetched.add(what);
    };
    const { signal, release } = interruptSignal(() => this.notice('Cleaning up …'));
    try {
      const { env } = process;
      const document = await runCheck({
        paths: argv as string[],
        directories: missionDirectories(packageRoot(), env, flags.path === undefined ? [] : [flags.path]),
        context: { env, cache: cacheDir(env), signal, onProgress },
        onEvent,
      });
      this.log(renderCheckSummary(document));
      if (!document.ok) process.exitCode = ExitCode.failed;
      return document;
    } catch (error) {
      if (signal.aborted) throw new InterruptedError('Interrupted. Nothing is left behind.');
      throw error;
    } finally {
      release();
    }
  }
}
