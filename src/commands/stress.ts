import { join } from 'node:path';
import { Flags } from '@oclif/core';
import { LabCommand } from '../base-command.js';
import { UsageError } from '../errors.js';
import type { LoadRun } from '../load/runs.js';
import type { LabHome } from '../stack/home.js';
import { isInteractive } from '../ui/terminal.js';

export default class Stress extends LabCommand {
  static override description = `put a graded load on the lab and show what it does to it

Users come one by one, then stay for the duration; each sends its next request when the last one is answered. What they counted is compared with the API's own counters, request for request.

Exit code 1 where a threshold is crossed, or where the two counts do not agree. Every run is saved.`;

  static override examples = [
    { description: '50 users', command: '<%= config.bin %> stress --tier light' },
    {
      description: 'longer, and with stricter thresholds',
      command:
        "<%= config.bin %> stress --tier light --duration 1m --threshold 'p95<100ms' --threshold 'errors<0.1%'",
    },
    { description: 'for a script', command: '<%= config.bin %> stress --tier heavy --json' },
  ];

  static override flags = {
    tier: Flags.string({ required: true, helpValue: 'light|medium|heavy', description: 'how much load' }),
    duration: Flags.string({
      helpValue: '30s',
      description: 'how long all users stay, after they have come one by one',
    }),
    threshold: Flags.string({
      multiple: true,
      helpValue: "'p95<250ms'",
      description: 'what must hold (repeatable); replaces the tier’s own for the same metric',
    }),
  };

  override async run(): Promise<LoadRun & { file: string }> {
    const { flags } = await this.parse(Stress);
    const [{ findTier }, { effectiveThresholds }] = await Promise.all([
      import('../load/tiers.js'),
      import('../load/thresholds.js'),
    ]);
    const preset = findTier(flags.tier);
    const thresholds = effectiveThresholds(preset.thresholds, flags.threshold ?? []);
    const tier = { ...preset, holdSeconds: await holdSeconds(flags.duration, preset.holdSeconds) };

    const stack = await this.runningStack();
    const [{ withLock }, { runLoad }, { exitCodeOf }, { stressSummary }, { interruptSignal }] =
      await Promise.all([
        import('../stack/lock.js'),
        import('../load/run-load.js'),
        import('../load/conclude.js'),
        import('../ui/stress-summary.js'),
        import('../ui/interrupt.js'),
      ]);
    const stop = new AbortController();
    const interrupt = interruptSignal();
    const screen =
      isInteractive() && !this.jsonEnabled()
        ? (await import('../ui/stress-screen.js')).openLiveStressScreen(tier, thresholds, () => stop.abort())
        : (await import('../ui/stress-plain.js')).openPlainStressScreen((line) => this.notice(line));
    try {
      const { run, file } = await withLock(stressLock(stack.home), 'stress', () =>
        runLoad({
          ...stack,
          tier,
          thresholds,
          runsDir: stack.home.runsDir,
          stop: stop.signal,
          interrupt: interrupt.signal,
          on: screen.on,
        }),
      );
      screen.close();
      process.exitCode = exitCodeOf(run);
      const { default: chalk } = await import('chalk');
      this.log(stressSummary(run, file, { color: chalk.level > 0 }));
      return { ...run, file };
    } finally {
      screen.close();
      interrupt.release();
    }
  }
}

/** Two loads at once would count each other’s requests. `up` and `down` have a lock of their own. */
function stressLock(home: LabHome): LabHome {
  return { ...home, lockFile: join(home.path, 'stress-lock.json') };
}

/** @throws UsageError DURATION_INVALID */
async function holdSeconds(text: string | undefined, preset: number): Promise<number> {
  if (text === undefined) return preset;
  const { parseDuration } = await import('../promql/duration.js');
  const seconds = parseDuration(text);
  if (seconds !== undefined && seconds >= 1 && seconds <= MAX_SECONDS) return seconds;
  throw new UsageError(`The duration “${text}” cannot be used.`, {
    code: 'DURATION_INVALID',
    hints: ['Write it like 30s, 90s or 5m; from 1s to 1h.'],
  });
}

const MAX_SECONDS = 3600;
