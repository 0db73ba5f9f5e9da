import { join } from 'node:path';
import type Docker from 'dockerode';
import type { ContainerInfo } from 'dockerode';
import { expect } from 'vitest';
import { engineTraces, type TestEngine } from './engine.js';
import { makeImages } from './images.js';
import { createLab, type TestLab } from './lab.js';

/** What the tests in containers take of a command that failed. */
export interface ErrorDocument {
  error: { code: string; message: string; hints: string[] };
}

/** What `up` is to do in containers; Grafana has a test of its own. */
export const IN_CONTAINERS = ['--runtime', 'docker', '--without', 'grafana'];

/** Makes a machine of it that has no Prometheus, neither installed nor fetched. */
export function withoutPrometheus({ home }: TestLab): Record<string, string> {
  return { PATH: '/no/programs/here', OBS_LAB_CACHE: join(home.path, 'nothing-fetched') };
}

/** The containers that a command of a home has for itself, running or not. */
export async function toolContainers(docker: Docker, { home }: TestLab): Promise<ContainerInfo[]> {
  const label = [`obs-lab.home=${home.id}`, 'obs-lab.service=tool'];
  return docker.listContainers({ all: true, filters: { label } });
}

/** Homes whose stack runs on a real engine, with images made here. */
export interface DockerLabs {
  images: Record<string, string>;
  /** A new home. @param env what differs from the tests' own environment */
  open: (env?: Record<string, string>) => Promise<TestLab>;
  /** Ends it, and fails where the engine still has anything of it. */
  close: (lab: TestLab) => Promise<void>;
}

export async function dockerLabs({ docker }: TestEngine): Promise<DockerLabs> {
  const images = await makeImages(docker);
  // DOCKER_HOST as the tests have it; where they have none, the CLI too looks at the usual places.
  const usual = { DOCKER_HOST: process.env.DOCKER_HOST ?? '' };
  return {
    images,
    open: (env) => createLab({ ...usual, ...images, ...env }),
    async close(lab) {
      await lab.close();
      expect(await engineTraces(docker, lab.home.id)).toEqual([]);
    },
  };
}
