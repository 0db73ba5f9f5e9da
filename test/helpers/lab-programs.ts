import { fileURLToPath } from 'node:url';
import { startProcess, type TestProcess } from './child.js';
import { until } from './wait.js';

export interface LabProgram extends TestProcess {
  url: string;
  port: number;
}

/** Runs lab/api.ts or lab/traffic.ts from its source, on a free port of loopback. */
export async function startLabProgram(
  name: 'api' | 'traffic',
  env: Readonly<Record<string, string>>,
): Promise<LabProgram> {
  const process = spawnLabProgram(name, env);
  const port = await until(`${name} listens`, () => {
    if (process.child.exitCode !== null) throw new Error(`it ended: ${process.output()}`);
    return Number(/"port":(\d+)/.exec(process.output())?.[1]) || undefined;
  });
  return { ...process, port, url: `http://127.0.0.1:${port}` };
}

/** The same without waiting: for programs that must not start. */
export function spawnLabProgram(name: 'api' | 'traffic', env: Readonly<Record<string, string>>): TestProcess {
  const file = fileURLToPath(new URL(`../../lab/${name}.ts`, import.meta.url));
  return startProcess(process.execPath, ['--import', 'tsx', file], {
    env: { PATH: process.env.PATH, NODE_ENV: 'production', HOST: '127.0.0.1', PORT: '0', ...env },
  });
}
