import { Flags } from '@oclif/core';
import { LabCommand } from '../../cli/base-command.js';
import type { K6Export } from '../../load/k6/export-k6.js';

export default class ExportK6 extends LabCommand {
  static override description = `print a load tier as a k6 script, for more load than one machine can send

The script has the tier's stages, mix and thresholds. Users only work on their own items, and a teardown deletes what is left. With --operator, prints a ConfigMap with the script and a TestRun for the k6 operator, which divides the users among pods.`;

  static override examples = [
    {
      description: 'a script for k6',
      command: '<%= config.bin %> <%= command.id %> --tier heavy > heavy.js',
    },
    {
      description: 'eight pods in a cluster',
      command:
        '<%= config.bin %> <%= command.id %> --tier heavy --users 5000 --operator --parallelism 8 --target http://shop:3030 --i-own-this-host shop',
    },
  ];

  static override flags = {
    tier: Flags.string({ required: true, helpValue: 'light|medium|heavy', description: 'tier to export' }),
    tiers: Flags.string({ helpValue: 'FILE', description: 'YAML file with your own tiers' }),
    users: Flags.string({ helpValue: '200', description: 'number of users instead of the tier’s' }),
    'spawn-rate': Flags.string({ helpValue: '10', description: 'new users per second during the ramp' }),
    duration: Flags.string({ helpValue: '30s', description: 'how long all users stay' }),
    threshold: Flags.string({
      multiple: true,
      helpValue: "'p95<250ms'",
      description: 'a limit to meet (repeatable); replaces the tier’s own for the same metric',
    }),
    target: Flags.string({
      helpValue: 'URL',
      description: 'the server, as k6 reaches it; the default is this lab’s API',
    }),
    'i-own-this-host': Flags.string({
      helpValue: 'HOST',
      description: 'allow a target on another machine: repeat the host of its URL',
      dependsOn: ['target'],
    }),
    operator: Flags.boolean({ description: 'print the manifests for the k6 operator, script included' }),
    parallelism: Flags.integer({
      min: 1,
      max: 1000,
      helpValue: '4',
      description: 'number of pods that share the users; 4 by default',
      dependsOn: ['operator'],
    }),
  };

  async run(): Promise<K6Export> {
    const { flags } = await this.parse(ExportK6);
    const { exportK6 } = await import('../../load/k6/export-k6.js');
    const { document, warning } = await exportK6({
      ...flags,
      spawnRate: flags['spawn-rate'],
      thresholds: flags.threshold ?? [],
      tiersFile: flags.tiers,
      ownHost: flags['i-own-this-host'],
    });
    if (warning !== undefined) this.notice(`! ${warning}`);
    this.log((document.manifest ?? document.script).trimEnd());
    return document;
  }
}
