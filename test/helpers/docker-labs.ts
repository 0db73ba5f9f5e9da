import { join } from 'node:path';
import type Docker from 'dockerode';
import type { ContainerInfo } from 'dockerode';
import { expect } from 'vitest';
import { engineTraces, type TestEngine } from './engine.js';
import { type ImageName, makeImages } from './images.js';
import { createLab, type TestLab } from './lab.js';

/** The result of a failed command, for tests in containers. */
export interface ErrorDocument {
  error: { code: string; message: string; hints: string[] };
}

/** Arguments of `up` in containers; Grafana has a separate test. */
export const IN_CONTAINERS = ['--runtime', 'docker', '--without', 'grafana'];

/** Simulates a machine without Prometheus, installed or downloaded. */
export function withoutPrometheus({ home }: TestLab): Record<string, string> {
  return { PATH: '/no/programs/here', OBS_LAB_CACHE: join(home.path, 'nothing-fetched') };
}

/** The containers that a home's commands created for themselves, running or not. */
export async function toolContainers(docker: Docker, { home }: TestLab): Promise<ContainerInfo[]> {
  const label = [`obs-lab.home=${home.id}`, 'obs-lab.service=tool'];
  return docker.listContainers({ all: true, filters: { label } });
}

/** Homes whose stack runs on a real engine, with images made here. */
export interface DockerLabs {
  images: Record<string, string>;
  /**
   * A new home.
   * @param env what differs from the tests' own environment
   */
  open: (env?: Record<string, string>) => Promise<TestLab>;
  /** Stops it, and fails if the engine still has any part of it. */
  close: (lab: TestLab) => Promise<void>;
}

/** @param address DOCKER_HOST for the labs; if there is none, the CLI also searches the usual places */
export async function dockerLabs(
  { docker }: TestEngine,
  address = process.env.DOCKER_HOST ?? '',
  imageNames?: readonly ImageName[],
): Promise<DockerLabs> {
  const images = await makeImages(docker, imageNames);
  return {
    images,
    open: (env) => createLab({ DOCKER_HOST: address, ...images, ...env }),
    async close(lab) {
      await lab.close();
      expect(await engineTraces(docker, lab.home.id)).toEqual([]);
    },
  };
}
