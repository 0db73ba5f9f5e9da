import { Flags } from '@oclif/core';
import { LabCommand } from '../cli/base-command.js';
import { stressExitCode } from '../cli/exit-codes.js';
import type { LimitRun } from '../load/limit/limit-run.js';
import type { Tier } from '../load/request/tiers.js';
import type { LoadRun } from '../load/run/load-run.js';
import { isInteractive } from '../ui/terminal/terminal.js';

/** A result and the file that keeps it, null if it could not be written; or the tiers. */
type Document = ((LoadRun | LimitRun) & { file: string | null }) | { tiers: readonly Tier[] };

export default class Stress extends LabCommand {
  static override description = `run a load test against the lab and show its effect

Users start one by one, then stay for the duration; each sends its next request when the last one is answered. The client's counts are compared with the API's own counters, request for request.

With --find-limit, searches for the largest number of users that meets the thresholds: --users is then the highest number to try, and --duration the measured time of each probe.

Exit code 1 if a threshold is crossed, the two counts disagree, or not even one user meets the thresholds. Every run is saved.`;

  static override examples = [
    { description: '50 users', command: '<%= config.bin %> stress --tier light' },
    {
      description: 'a longer run with stricter thresholds',
      command:
        "<%= config.bin %> stress --tier light --duration 1m --threshold 'p95<100ms' --threshold 'errors<0.1%'",
    },
    {
      description: 'a different number of users',
      command: '<%= config.bin %> stress --users 75 --spawn-rate 25',
    },
    { description: 'how many users the API can take', command: '<%= config.bin %> stress --find-limit' },
    { description: 'your own tier', command: '<%= config.bin %> stress --tiers tiers.yaml --tier sale' },
    { description: 'for scripts', command: '<%= config.bin %> stress --tier heavy --json' },
    {
      description: 'one page of a server you own',
      command: '<%= config.bin %> stress --users 20 --target http://127.0.0.1:8080/page',
    },
  ];

  static override flags = {
    tier: Flags.string({ helpValue: 'light|medium|heavy', description: 'how much load' }),
    tiers: Flags.string({
      helpValue: 'FILE',
      description: 'YAML file with your own tiers; OBS_LAB_TIERS can name it too',
    }),
    list: Flags.boolean({ description: 'list the available tiers', exclusive: ['ndjson'] }),
    users: Flags.string({
      helpValue: '75',
      description: 'number of users; without --tier they behave like the light tier’s',
    }),
    'spawn-rate': Flags.string({
      helpValue: '10',
      description: 'new users per second during the ramp',
      exclusive: ['find-limit'],
    }),
    duration: Flags.string({
      helpValue: '30s',
      description: 'how long all users stay, after the ramp',
    }),
    threshold: Flags.string({
      multiple: true,
      helpValue: "'p95<250ms'",
      description: 'a limit to meet (repeatable); replaces the tier’s own for the same metric',
    }),
    'find-limit': Flags.boolean({
      description: 'search for the largest number of users that meets the thresholds',
    }),
    target: Flags.string({
      helpValue: 'URL',
      description: 'load this server instead of the lab’s API; with a path, users only request that page',
    }),
    'i-own-this-host': Flags.string({
      helpValue: 'HOST',
      description: 'allow a target on another machine: repeat the host of its URL',
      dependsOn: ['target'],
    }),
    ndjson: Flags.boolean({
      description: 'one JSON document per line: one per second, then the result',
      exclusive: ['json'],
    }),
  };

  override async run(): Promise<Document> {
    const { flags } = await this.parse(Stress);
    const { showTiers, stressWithScreen } = await import('../ui/load/stress-output.js');
    const log = (line: string): void => this.log(line);
    if (flags.list) return { tiers: await showTiers(flags.tiers, log) };
    const wishes = {
      ...flags,
      spawnRate: flags['spawn-rate'],
      thresholds: flags.threshold ?? [],
      tiersFile: flags.tiers,
      ownHost: flags['i-own-this-host'],
      findLimit: flags['find-limit'],
    };
    const output = {
      log,
      notice: (line: string): void => this.notice(line),
      isNdjson: flags.ndjson,
      isLive: isInteractive() && !this.jsonEnabled(),
    };
    const result = await stressWithScreen(wishes, output, () => this.runningStack());
    process.exitCode = stressExitCode(result);
    return { ...result.run, file: result.file };
  }
}
