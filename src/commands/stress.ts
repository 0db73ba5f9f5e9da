import { Flags } from '@oclif/core';
import { LabCommand } from '../cli/base-command.js';
import type { LimitRun } from '../load/limit/limit-run.js';
import type { Tier } from '../load/request/tiers.js';
import type { LoadRun } from '../load/run/load-run.js';
import { isInteractive } from '../ui/terminal/terminal.js';

/** A result and the file that keeps it, null if it could not be written; or the tiers. */
type Document = ((LoadRun | LimitRun) & { file: string | null }) | { tiers: readonly Tier[] };

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
    const { run, file, exitCode } = await stressWithScreen(wishes, output, () => this.runningStack());
    process.exitCode = exitCode;
    return { ...run, file };
  }
}
