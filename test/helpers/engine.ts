import type Docker from 'dockerode';
import { type EngineAddress, findEngine } from '../../src/stack/runtimes/docker/endpoints.js';
import { connectEngine } from '../../src/stack/runtimes/docker/engine.js';

export type TestEngine = EngineAddress & { docker: Docker };

/** The machine's Docker engine, or why there is none: tests that need it are skipped with that reason printed. */
export async function testEngine(): Promise<TestEngine | { reason: string }> {
  return findEngine(process.env).then(
    (address) => ({ ...address, ...connectEngine(address) }),
    (error: Error) => ({ reason: error.message }),
  );
}

/** A lab's objects on an engine: names of containers, networks and volumes with its label. */
export async function engineTraces(docker: Docker, homeId: string): Promise<string[]> {
  const filters = { label: [`obs-lab.home=${homeId}`] };
  const [containers, networks, { Volumes }] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
    docker.listVolumes({ filters }),
  ]);
  return [
    ...containers.map(({ Names }) => Names.join()),
    ...networks.map(({ Name }) => Name),
    ...(Volumes ?? []).map(({ Name }) => Name),
  ];
}
