import { LabCommand } from '../cli/base-command.js';
import { ExitCode } from '../errors.js';
import { openHome } from '../stack/home.js';
import type { DoctorResult } from '../stack/verify/doctor.js';
import { renderDoctor } from '../ui/stack/doctor-text.js';
import { widthOf } from '../ui/terminal/terminal.js';

export default class Doctor extends LabCommand {
  static override description = `check whether this machine can run the lab, and list what is missing

Changes nothing and downloads nothing. Exits 4 if up can't work on this machine.`;

  static override examples = [
    { description: 'check this machine', command: '<%= config.bin %> <%= command.id %>' },
  ];

  async run(): Promise<DoctorResult> {
    await this.parse(Doctor);
    const { examine } = await import('../stack/verify/doctor.js');
    const result = await examine(openHome(), process.env);
    if (!result.ok) process.exitCode = ExitCode.environment;
    this.log(renderDoctor(result, widthOf(process.stdout)));
    return result;
  }
}
