import { LabCommand } from '../../cli/base-command.js';

export default class ExportCompose extends LabCommand {
  static override description = `print the stack as a compose file, for docker compose

It describes the same stack that up --runtime docker runs; a checkout has it as stack/compose.yaml. Its paths are relative to this package’s directory stack/. The same environment variables override the images.`;

  static override examples = [{ description: 'print it', command: '<%= config.bin %> <%= command.id %>' }];

  async run(): Promise<{ compose: string }> {
    await this.parse(ExportCompose);
    const { composeFile } = await import('../../stack/runtimes/docker/compose.js');
    const compose = composeFile();
    this.log(compose.trimEnd());
    return { compose };
  }
}
