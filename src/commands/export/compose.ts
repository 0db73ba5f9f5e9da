import { LabCommand } from '../../base-command.js';

export default class ExportCompose extends LabCommand {
  static override description = `print the stack as a compose file, for docker compose

It is the stack that up --runtime docker runs, from the same descriptions. Images are overridden by the same variables.`;

  static override examples = [
    { description: 'write it to a file', command: '<%= config.bin %> <%= command.id %> > compose.yaml' },
  ];

  async run(): Promise<{ compose: string }> {
    await this.parse(ExportCompose);
    const { composeFile } = await import('../../stack/compose.js');
    const compose = composeFile();
    this.log(compose.trimEnd());
    return { compose };
  }
}
