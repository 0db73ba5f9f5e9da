import { dirname } from 'node:path';
import { Args, Flags } from '@oclif/core';
import { LabCommand } from '../../cli/base-command.js';
import type { NewMissionDocument } from '../../missions/library/scaffold.js';
import { pasteable } from '../../util/invocation.js';

export default class MissionNew extends LabCommand {
  static override description = `create a starter mission for you to edit

It has one step of each of the three most common types, and passes <%= config.bin %> mission check. How to write missions: <%= config.bin %> docs authoring`;

  static override examples = [
    {
      description: 'create a mission in the current directory',
      command: "<%= config.bin %> <%= command.id %> slow-orders --title 'Slow orders'",
    },
    {
      description: 'one elsewhere',
      command: '<%= config.bin %> <%= command.id %> ~/my-missions/01-slow-orders',
    },
  ];

  static override args = {
    name: Args.string({
      description: 'id of the mission, which is also its folder’s name; or the path of its folder',
      required: true,
      ignoreStdin: true,
    }),
  };

  static override flags = {
    title: Flags.string({
      description: 'title of the mission; by default made from its id',
      helpValue: 'TEXT',
    }),
    path: Flags.string({
      description: 'directory to create it in; the default is OBS_LAB_MISSIONS, or the current one',
      helpValue: 'DIR',
    }),
  };

  async run(): Promise<NewMissionDocument> {
    const { args, flags } = await this.parse(MissionNew);
    const { createMission } = await import('../../missions/library/scaffold.js');
    const directory = flags.path ?? (process.env.OBS_LAB_MISSIONS || '.');
    const document = await createMission(args.name, { directory, title: flags.title });
    const folder = dirname(document.file);
    this.log(`Written: ${document.file}`);
    this.log(pasteable(`Test it with:  obs-lab mission check ${folder}`));
    this.log(pasteable(`Try it with:   obs-lab mission ${document.id} --path ${folder}`));
    return document;
  }
}
