import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { composeFile } from './compose.js';

interface Compose {
  services: Record<
    string,
    {
      image: string;
      ports: string[];
      configs?: { source: string; target: string }[];
      depends_on?: Record<string, unknown>;
      environment: Record<string, string>;
    }
  >;
  configs: Record<string, { content?: string; file?: string }>;
}

describe('the compose file', () => {
  const text = composeFile();
  const compose = parse(text) as Compose;

  it('publishes on loopback only, and pins every image', () => {
    for (const { ports, image } of Object.values(compose.services)) {
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
      expect(image).toMatch(/^\$\{OBS_LAB_IMAGE_[A-Z]+:-[^:]+:[^:}]+\}$/);
    }
  });

  it('has every file and service that it speaks of', () => {
    for (const { configs = [], depends_on = {} } of Object.values(compose.services)) {
      for (const { source } of configs) expect(compose.configs).toHaveProperty(source);
      for (const name of Object.keys(depends_on)) expect(compose.services).toHaveProperty(name);
    }
    for (const { file } of Object.values(compose.configs)) {
      if (file) {
        expect(() => readFileSync(new URL(`../../../../stack/${file}`, import.meta.url))).not.toThrow();
      }
    }
  });

  it('leaves the passwords to the environment', () => {
    expect(compose.services.postgres?.environment.POSTGRES_PASSWORD).toBe(
      '${OBS_LAB_POSTGRES_PASSWORD:-obs-lab}',
    );
    expect(compose.services.api?.environment.DATABASE_URL).toBe(
      'postgres://obs_lab:${OBS_LAB_POSTGRES_PASSWORD:-obs-lab}@postgres:5432/obs_lab',
    );
  });
});
