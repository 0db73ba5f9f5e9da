import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../util/files.js';
import type { LabHome } from './home.js';
import { PORT_DEFAULTS, type PortName, type Ports } from './spec.js';
import { readState } from './state.js';

/** The ports that a home was given, so that a plain `up` uses them again. `down` keeps them. */

const NAMES = Object.keys(PORT_DEFAULTS) as PortName[];

/** Ports other than the defaults. A file that can't be used counts as empty: it can only hold numbers to type again. */
export async function rememberedPorts(home: LabHome): Promise<Partial<Ports>> {
  const text = await readFile(fileOf(home), 'utf8').catch(() => '{}');
  try {
    const found = JSON.parse(text) as Partial<Record<string, unknown>> | null;
    const valid = NAMES.filter((name) => {
      const port = found?.[name];
      return Number.isInteger(port) && (port as number) >= 1 && (port as number) <= 65_535;
    });
    return Object.fromEntries(valid.map((name) => [name, found![name] as number]));
  } catch {
    return {};
  }
}

/** Replaces what the home remembers. */
export async function rememberPorts(home: LabHome, ports: Ports): Promise<void> {
  const moved = NAMES.filter((name) => ports[name] !== PORT_DEFAULTS[name]);
  const text = JSON.stringify(Object.fromEntries(moved.map((name) => [name, ports[name]])), null, 2);
  await writeFileAtomic(fileOf(home), `${text}\n`);
}

/** The lab's ports: those it runs on, or else those it would start on. */
export async function labPorts(home: LabHome): Promise<Ports> {
  const state = await readState(home);
  return state?.ports ?? { ...PORT_DEFAULTS, ...(await rememberedPorts(home)) };
}

function fileOf(home: LabHome): string {
  return join(home.path, 'ports.json');
}
