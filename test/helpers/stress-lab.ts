import { spawnSync } from 'node:child_process';
import { expect } from 'vitest';
import type { TestLab } from './lab.js';

/** Such as `traffic_paused`, by traffic's own page. */
export async function trafficMetric(lab: TestLab, name: string): Promise<number> {
  const page = await (await fetch(`http://127.0.0.1:${lab.ports.traffic}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(page)?.[1]);
}

/** This lab's generator processes, told from others by their environment. */
export function generators(lab: TestLab): string[] {
  const { stdout } = spawnSync('ps', ['axeww'], { encoding: 'utf8', maxBuffer: 2 ** 26 });
  return stdout
    .split('\n')
    .filter(
      (line) => line.includes('load/generator/main.js') && line.includes(`OBS_LAB_HOME=${lab.home.path}`),
    );
}

/** Fails if a finished load left its generator running, or the lab's traffic paused. */
export async function expectAllQuiet(lab: TestLab): Promise<void> {
  expect(generators(lab)).toEqual([]);
  expect(await trafficMetric(lab, 'traffic_paused')).toBe(0);
}
