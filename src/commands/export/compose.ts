import { LabCommand } from '../../cli/base-command.js';

export default class ExportCompose extends LabCommand {
  static override description = `print the stack as a compose file, for docker compose

It describes the same stack that up --runtime docker runs; a checkout has it as stack/compose.yaml. The file works from any directory of this machine: it mounts the lab’s own programs from where obs-lab is installed. The same environment variables override the images.`;

  static override examples = [{ description: 'print it', command: '<%= config.bin %> <%= command.id %>' }];

  async run(): Promise<{ compose: string }> {
    await this.parse(ExportCompose);
    const { composeFile } = await import('../../stack/runtimes/docker/compose.js');
    const compose = composeFile('anywhere');
    this.log(compose.trimEnd());
    return { compose };
  }
}
