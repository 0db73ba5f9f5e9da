import type Docker from 'dockerode';
import { type EngineAddress, findEngine } from '../../src/stack/runtimes/docker/endpoints.js';
import { connectEngine } from '../../src/stack/runtimes/docker/engine.js';

export type TestEngine = EngineAddress & { docker: Docker };

/**
 * The engine that DOCKER_HOST names, or the machine's own; or why there is none: tests that need it are skipped with
 * that reason printed.
 */
export async function testEngine(env = process.env): Promise<TestEngine | { reason: string }> {
  return findEngine(env).then(
    (address) => ({ ...address, ...connectEngine(address) }),
    (error: Error) => ({ reason: error.message }),
  );
}

/**
 * A lab's objects on an engine: names of containers and networks with its label, and of volumes with its label or its
 * name: Podman labels no volume that it creates for a container.
 */
export async function engineTraces(docker: Docker, homeId: string): Promise<string[]> {
  const filters = { label: [`obs-lab.home=${homeId}`] };
  const [containers, networks, { Volumes }] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
    docker.listVolumes(),
  ]);
  return [
    ...containers.map(({ Names }) => Names.join()),
    ...networks.map(({ Name }) => Name),
    ...(Volumes ?? [])
      .filter(({ Name, Labels }) => Name.includes(homeId) || Labels?.['obs-lab.home'] === homeId)
      .map(({ Name }) => Name),
  ];
}
