import { LabCommand } from '../../cli/base-command.js';

export default class ExportCompose extends LabCommand {
  static override description = `print the stack as a compose file, for docker compose

The same stack that up --runtime docker runs, made from the same descriptions; a checkout has it as stack/compose.yaml. Paths in it are relative to the directory stack/ of this package. The same variables override the images.`;

  static override examples = [{ description: 'print it', command: '<%= config.bin %> <%= command.id %>' }];

  async run(): Promise<{ compose: string }> {
    await this.parse(ExportCompose);
    const { composeFile } = await import('../../stack/runtimes/docker/compose.js');
    const compose = composeFile();
    this.log(compose.trimEnd());
    return { compose };
  }
}
