import { LabCommand } from '../../cli/base-command.js';

export default class ExportCompose extends LabCommand {
  static override description = `print the stack as a compose file, for docker compose

It is the stack that up --runtime docker runs, from the same descriptions; a checkout has it as stack/compose.yaml. Paths in it begin at the directory stack/ of this package. Images are overridden by the same variables.`;

  static override examples = [{ description: 'print it', command: '<%= config.bin %> <%= command.id %>' }];

  async run(): Promise<{ compose: string }> {
    await this.parse(ExportCompose);
    const { composeFile } = await import('../../stack/runtimes/docker/compose.js');
    const compose = composeFile();
    this.log(compose.trimEnd());
    return { compose };
  }
}
