import { readFileSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { packageRoot } from '../../../util/package-root.js';
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
      volumes?: string[];
      healthcheck: { test: string[] };
    }
  >;
  configs: Record<string, { content?: string; file?: string }>;
}

describe.each(['stack', 'anywhere'] as const)('the compose file for %s', (place) => {
  const text = composeFile(place);
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

  it('mounts programs that exist, read-only and for SELinux too', () => {
    const mounts = Object.values(compose.services)
      .flatMap(({ volumes = [] }) => volumes)
      .filter((mount) => /^[./]/.test(mount));
    expect(mounts).toHaveLength(2);
    for (const mount of mounts) {
      const [source = '', target, options] = mount.split(':');
      expect(resolve(packageRoot(), 'stack', source)).toMatch(/dist\/lab\/(api|traffic)\.js$/);
      expect(isAbsolute(source)).toBe(place === 'anywhere');
      expect(target).toMatch(/^\/obs-lab\//);
      expect(options).toBe('ro,z');
    }
    const named = Object.values(compose.configs).filter(({ file }) => file !== undefined);
    expect(named.length > 0).toBe(place === 'stack');
  });

  it.each(['prometheus', 'alertmanager'])(
    'asks %s for its health without a shell, for distroless images',
    (name) => {
      expect(compose.services[name]?.healthcheck.test[0]).toBe('CMD');
    },
  );

  it('leaves the passwords to the environment', () => {
    expect(compose.services.postgres?.environment.POSTGRES_PASSWORD).toBe(
      '${OBS_LAB_POSTGRES_PASSWORD:-obs-lab}',
    );
    expect(compose.services.api?.environment.DATABASE_URL).toBe(
      'postgres://obs_lab:${OBS_LAB_POSTGRES_PASSWORD:-obs-lab}@postgres:5432/obs_lab',
    );
  });
});
