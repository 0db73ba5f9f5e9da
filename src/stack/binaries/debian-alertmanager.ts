import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Debian's Alertmanager has its templates not inside the executable, as the official one does, but in this directory.
 * It does not start without them, and no option moves it.
 */
const INSTALLED = '/usr/share/prometheus/alertmanager';

/** The same directory relative to the working directory, and just as long: it replaces the other in the executable. */
const UNPACKED = 'usr/share/prometheus//alertmanager';

/**
 * Makes Debian's Alertmanager run although its package is only unpacked, not installed: the templates are copied next
 * to the executable, and the path that is compiled in becomes relative to there. Does nothing to other builds.
 * @param unpacked the root of the package's files
 * @param directory holds the executable
 */
export async function relocateTemplates(unpacked: string, directory: string): Promise<void> {
  const executable = join(directory, 'prometheus-alertmanager');
  const program = await readFile(executable);
  let found = false;
  for (let at = program.indexOf(INSTALLED); at !== -1; at = program.indexOf(INSTALLED, at + 1)) {
    program.write(UNPACKED, at, 'latin1');
    found = true;
  }
  if (!found) return;
  await cp(join(unpacked, INSTALLED), join(directory, INSTALLED), { recursive: true });
  await writeFile(executable, program);
}
