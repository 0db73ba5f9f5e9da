import { join } from 'node:path';
import { Flags } from '@oclif/core';
import { LabCommand } from '../cli/base-command.js';
import { ExitCode, UsageError } from '../errors.js';
import type { LimitRun } from '../load/limit/limit-run.js';
import type { LoadRequest } from '../load/request/load-request.js';
import type { LoadRun } from '../load/run/load-run.js';
import type { LoadTarget } from '../load/request/target.js';
import type { Tier } from '../load/request/tiers.js';
import type { LabHome } from '../stack/home.js';
import type { SummaryStyle } from '../ui/load/summary-lines.js';
import { isInteractive } from '../ui/terminal/terminal.js';

type Document = Result<LoadRun | LimitRun> | { tiers: readonly Tier[] };

export default class Stress extends LabCommand {
  static override description = `put a graded load on the lab and show what it does to it

Users come one by one, then stay for the duration; each sends its next request when the last one is answered. What they counted is compared with the API's own counters, request for request.

With --find-limit, searches for the largest number of users that holds the thresholds: --users is then the most that is tried, and --duration what is measured of each probe.

Exit code 1 where a threshold is crossed, where the two counts do not agree, or where no number of users holds. Every run is saved.`;

  static override examples = [
    { description: '50 users', command: '<%= config.bin %> stress --tier light' },
    {
      description: 'longer, and with stricter thresholds',
      command:
        "<%= config.bin %> stress --tier light --duration 1m --threshold 'p95<100ms' --threshold 'errors<0.1%'",
    },
    {
      description: 'another number of users',
      command: '<%= config.bin %> stress --users 75 --spawn-rate 25',
    },
    { description: 'how much it can take', command: '<%= config.bin %> stress --find-limit' },
    { description: 'a tier of your own', command: '<%= config.bin %> stress --tiers tiers.yaml --tier sale' },
    { description: 'for a script', command: '<%= config.bin %> stress --tier heavy --json' },
    {
      description: 'a page of any server of yours',
      command: '<%= config.bin %> stress --users 20 --target http://127.0.0.1:8080/page',
    },
  ];

  static override flags = {
    tier: Flags.string({ helpValue: 'light|medium|heavy', description: 'how much load' }),
    tiers: Flags.string({
      helpValue: 'FILE',
      description: 'a YAML file with tiers of your own; OBS_LAB_TIERS names one too',
    }),
    list: Flags.boolean({ description: 'show the tiers there are', exclusive: ['ndjson'] }),
    users: Flags.string({
      helpValue: '75',
      description: 'so many users; without --tier, they do what those of light do',
    }),
    'spawn-rate': Flags.string({
      helpValue: '10',
      description: 'new users a second, until all are there',
      exclusive: ['find-limit'],
    }),
    duration: Flags.string({
      helpValue: '30s',
      description: 'how long all users stay, after they have come one by one',
    }),
    threshold: Flags.string({
      multiple: true,
      helpValue: "'p95<250ms'",
      description: 'what must hold (repeatable); replaces the tier’s own for the same metric',
    }),
    'find-limit': Flags.boolean({
      description: 'search for the largest number of users that holds the thresholds',
    }),
    target: Flags.string({
      helpValue: 'URL',
      description: 'load this server in place of the lab’s API; with a path, users only get that',
    }),
    'i-own-this-host': Flags.string({
      helpValue: 'HOST',
      description: 'allow a target on another machine: its host, as it stands in the URL',
      dependsOn: ['target'],
    }),
    ndjson: Flags.boolean({
      description: 'one JSON document a line: each second, then the result',
      exclusive: ['json'],
    }),
  };

  override async run(): Promise<Document> {
    const { flags } = await this.parse(Stress);
    const [{ loadTiers }, { limitRequest, runRequest }] = await Promise.all([
      import('../load/request/tiers-file.js'),
      import('../load/request/load-request.js'),
    ]);
    const tiers = await loadTiers(flags.tiers);
    if (flags.list) return this.listTiers(tiers);
    const { 'spawn-rate': spawnRate, threshold: thresholds = [], 'find-limit': isSearch } = flags;
    const wishes = { ...flags, spawnRate, thresholds };
    const request = isSearch ? limitRequest(wishes, tiers) : runRequest(wishes, tiers);
    const { home, target } = await this.targetOf(flags.target, flags['i-own-this-host']);
    const [{ withLock }, { interruptSignal, whenOutputCloses }] = await Promise.all([
      import('../stack/lock.js'),
      import('../ui/terminal/interrupt.js'),
    ]);
    const interrupt = interruptSignal();
    // Whoever read the results is gone: what goes on would be for nobody.
    const reading = whenOutputCloses(interrupt.interrupt);
    const context = { target, home, interrupt: interrupt.signal, isNdjson: flags.ndjson };
    try {
      return await withLock<Document>(stressLock(home), 'stress', () =>
        isSearch ? this.search(request, context) : this.load(request, context),
      );
    } finally {
      reading.release();
      interrupt.release();
    }
  }

  private async load(request: LoadRequest, context: Context): Promise<Result<LoadRun>> {
    const { target, home, interrupt, isNdjson } = context;
    const [{ runLoad }, { exitCodeOf }, { stressSummary }, plain] = await Promise.all([
      import('../load/run/run-load.js'),
      import('../load/run/conclude.js'),
      import('../ui/load/stress-summary.js'),
      import('../ui/load/stress-plain.js'),
    ]);
    const stop = new AbortController();
    const name = target.lab ? undefined : `${target.url}${target.path ?? ''}`;
    const screen = isNdjson
      ? plain.openNdjsonScreen(
          (line) => this.log(line),
          (line) => this.notice(line),
        )
      : this.isLive()
        ? (await import('../ui/load/stress-screen.js')).openLiveStressScreen(request, name, () =>
            stop.abort(),
          )
        : plain.openPlainStressScreen((line) => this.notice(line));
    try {
      const options = { ...request, target, runsDir: home.runsDir, stop: stop.signal, interrupt };
      const { run, file } = await runLoad({ ...options, on: screen.on });
      screen.close();
      process.exitCode = exitCodeOf(run) || unsavedCode(file);
      await this.show({ type: 'run', ...run, file }, isNdjson, (style) => stressSummary(run, file, style));
      return { ...run, file };
    } finally {
      screen.close();
    }
  }

  private async search(request: LoadRequest, context: Context): Promise<Result<LimitRun>> {
    const { target, home, interrupt, isNdjson } = context;
    const [{ exitCodeOfLimit, findLimit }, { limitSummary }, plain] = await Promise.all([
      import('../load/limit/find-limit.js'),
      import('../ui/load/limit-summary.js'),
      import('../ui/load/limit-plain.js'),
    ]);
    const stop = new AbortController();
    const screen = isNdjson
      ? plain.openNdjsonLimitScreen(
          (line) => this.log(line),
          (line) => this.notice(line),
        )
      : this.isLive()
        ? (await import('../ui/load/stress-screen.js')).openLiveLimitScreen(request, () => stop.abort())
        : plain.openPlainLimitScreen((line) => this.notice(line));
    try {
      const options = { ...request, target, runsDir: home.runsDir, stop: stop.signal, interrupt };
      const { run, file } = await findLimit({ ...options, on: screen.on });
      screen.close();
      process.exitCode = exitCodeOfLimit(run) || unsavedCode(file);
      await this.show({ type: 'limit', ...run, file }, isNdjson, (style) => limitSummary(run, file, style));
      return { ...run, file };
    } finally {
      screen.close();
    }
  }

  private isLive(): boolean {
    return isInteractive() && !this.jsonEnabled();
  }

  /** The result: the last line of --ndjson, or words. */
  private async show(
    document: object,
    isNdjson: boolean,
    words: (style: SummaryStyle) => string,
  ): Promise<void> {
    const { default: chalk } = await import('chalk');
    const style = { color: chalk.level > 0, columns: process.stdout.columns };
    this.log(isNdjson ? JSON.stringify(document) : words(style));
  }

  private async listTiers(tiers: readonly Tier[]): Promise<{ tiers: readonly Tier[] }> {
    const { tierList } = await import('../ui/load/tier-list.js');
    this.log(tierList(tiers));
    return { tiers };
  }

  /** What is loaded, and the home that keeps the run. Another server than the lab's API needs no lab. */
  private async targetOf(
    url: string | undefined,
    ownHost: string | undefined,
  ): Promise<{ home: LabHome; target: LoadTarget }> {
    if (url === undefined) {
      const { home, apiUrl, ...lab } = await this.runningStack();
      return { home, target: { url: apiUrl, lab } };
    }
    const [{ isSameServer, parseTarget }, { openHome }, { readState }] = await Promise.all([
      import('../load/request/target.js'),
      import('../stack/home.js'),
      import('../stack/state.js'),
    ]);
    const target = parseTarget(url, ownHost);
    const home = openHome();
    const state = await readState(home);
    const isLab = state && isSameServer(target.url, `http://127.0.0.1:${state.ports.api}`);
    if (!isLab) return { home, target };
    if (target.path === undefined) return this.targetOf(undefined, undefined);
    throw new UsageError('The lab’s own API is loaded as a whole, not one path of it.', {
      code: 'TARGET_INVALID',
      hints: ['Leave --target away; a tier of your own can have another mix (obs-lab docs load).'],
    });
  }
}

/** With the file that keeps it; null where it could not be written. */
type Result<Run> = Run & { file: string | null };

interface Context {
  target: LoadTarget;
  home: LabHome;
  interrupt: AbortSignal;
  isNdjson: boolean;
}

/** What is well in all else has failed where it could not be kept. */
function unsavedCode(file: string | null): ExitCode {
  return file === null ? ExitCode.environment : ExitCode.ok;
}

/** Two loads at once would count each other’s requests. `up` and `down` have a lock of their own. */
function stressLock(home: LabHome): LabHome {
  return { ...home, lockFile: join(home.path, 'stress-lock.json') };
}
