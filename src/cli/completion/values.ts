import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FAULTS } from '../../../lab/faults/index.js';
import { openHome } from '../../stack/home.js';
import { PORT_DEFAULTS } from '../../stack/spec.js';
import { readState } from '../../stack/state.js';
import { docName } from '../../util/doc-pages.js';
import { fetchWithin } from '../../util/fetch-within.js';
import { packageRoot } from '../../util/package-root.js';
import { SHELLS } from './scripts.js';

/** Values that the list of commands doesn't hold. */
export interface Values {
  ofFlag: (name: string, typed: readonly string[]) => Promise<string[]>;
  /** @param positionals the arguments before this one */
  ofArgument: (id: string, positionals: readonly string[], current: string) => Promise<string[]>;
}

/** Somebody waits for a key to show something. */
const PROMETHEUS_MS = 1_000;
const DASHBOARDS = ['service', 'business', 'saturation', 'load'];

/**
 * The values of this machine: missions, tiers, saved runs, metrics of a running lab. Only reads what it needs, since
 * a shell asks at every press of Tab; what can't be read offers nothing.
 */
export const VALUES: Values = {
  async ofFlag(name, typed) {
    switch (name) {
      case 'tier':
        return tierNames();
      case 'step':
        return (
          (await missions()).find((mission) => typed.some((word) => isMission(mission, word)))?.steps ?? []
        );
      case 'port':
        return ['auto', 'default', ...Object.keys(PORT_DEFAULTS).map((port) => `${port}=`)];
      default:
        return [];
    }
  },
  async ofArgument(id, positionals, current) {
    switch (id) {
      case 'mission':
        return positionals.length > 0 ? [] : (await missions()).map((mission) => mission.id);
      case 'docs':
        return (await readdir(join(packageRoot(), 'docs')))
          .filter((file) => file.endsWith('.md'))
          .map(docName);
      case 'dashboard':
        return DASHBOARDS;
      case 'fault:inject':
      case 'fault:clear':
        return FAULTS.map((fault) => fault.id);
      case 'report':
        return (await readdir(openHome().runsDir).catch(() => []))
          .filter((file) => file.endsWith('.json'))
          .map((file) => file.slice(0, -'.json'.length));
      case 'completion':
        return [...SHELLS];
      case 'query':
      case 'promql:lint':
      case 'promql:compare':
        return metrics(current);
      default:
        return [];
    }
  },
};

async function tierNames(): Promise<string[]> {
  const { loadTiers } = await import('../../load/request/tiers-file.js');
  return (await loadTiers(undefined).catch(() => [])).map(({ name }) => name);
}

interface MissionNames {
  number: string;
  id: string;
  steps: string[];
}

function isMission({ id, number }: MissionNames, word: string): boolean {
  return word === id || word === number;
}

/** Ids from the files' text: to check them as missions takes a second. */
async function missions(): Promise<MissionNames[]> {
  const directories = [join(packageRoot(), 'missions'), process.env.OBS_LAB_MISSIONS ?? ''].filter(Boolean);
  const found = await Promise.all(
    directories.map(async (directory) => {
      const folders = await readdir(directory).catch(() => []);
      const texts = folders.map((folder) =>
        readFile(join(directory, folder, 'mission.yaml'), 'utf8').catch(() => ''),
      );
      return (await Promise.all(texts)).map((text, i): MissionNames => ({
        number: /^0*(\d+)-/.exec(folders[i]!)?.[1] ?? '',
        id: /^id: *(\S+)/m.exec(text)?.[1] ?? '',
        steps: [...text.matchAll(/^ {2}- id: *(\S+)/gm)].map(([, step]) => step!),
      }));
    }),
  );
  return found.flat().filter(({ id }) => id !== '');
}

/** The metrics of a running lab, for the name at the end of an expression. */
async function metrics(current: string): Promise<string[]> {
  const port = (await readState(openHome()).catch(() => undefined))?.ports.prometheus;
  if (port === undefined) return [];
  const url = `http://127.0.0.1:${port}/api/v1/label/__name__/values`;
  const answer = await fetchWithin(PROMETHEUS_MS, url).then(
    (response) => response.json() as Promise<{ data?: unknown }>,
    () => ({ data: [] }),
  );
  const before = current.replace(/[\w:]*$/, '');
  return Array.isArray(answer.data) ? answer.data.map((name) => before + String(name)) : [];
}
