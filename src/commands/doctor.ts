import { LabCommand } from '../cli/base-command.js';
import { ExitCode } from '../errors.js';
import type { DoctorResult } from '../stack/verify/doctor.js';
import { openHome } from '../stack/home.js';

export default class Doctor extends LabCommand {
  static override description = `look at what this machine has and lacks for the lab

Changes nothing and downloads nothing. Exits 4 where up cannot work.`;

  static override examples = [
    { description: 'examine this machine', command: '<%= config.bin %> <%= command.id %>' },
  ];

  async run(): Promise<DoctorResult> {
    await this.parse(Doctor);
    const [{ examine }, { openRuntime }, { readState }, { renderDoctor }] = await Promise.all([
      import('../stack/verify/doctor.js'),
      import('../stack/runtimes/index.js'),
      import('../stack/state.js'),
      import('../ui/stack/doctor-text.js'),
    ]);
    const home = openHome();
    const recorded = await readState(home).catch(() => undefined);
    // An engine that is gone is one of the things to find out, not a reason to stop.
    const runtime = await openRuntime(recorded?.runtime ?? 'local').catch(() => openRuntime('local'));
    const result = await examine(home, runtime, process.env);
    if (!result.ok) process.exitCode = ExitCode.environment;
    this.log(renderDoctor(result));
    return result;
  }
}
