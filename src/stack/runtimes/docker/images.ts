import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../package-root.js';
import { POSTGRES_DATABASE, POSTGRES_USER } from '../../services/postgres.js';
import type { ConfigFile, Credentials, Program } from '../../spec.js';

/** How a program is run from its image, by what the image documents. */
export interface ImageFacts {
  /** Pinned by tag; `variable` overrides it. */
  image: string;
  variable: string;
  /** Where it listens inside. */
  port: number;
  configDir: string;
  dataDir: string;
  /** Mount point of the volume; undefined where nothing is kept. */
  volume?: string;
  user?: string;
  /** Goes before the spec's arguments; without it, and without arguments, the image's own command stays. */
  command: readonly string[];
  env: (credentials: Credentials) => Record<string, string>;
  /** More files than the spec's own, at absolute paths. */
  files: () => ConfigFile[];
}

const nothing = { env: () => ({}), files: () => [], command: [] } as const;

export const IMAGES: Readonly<Partial<Record<Program, ImageFacts>>> = {
  prometheus: {
    ...nothing,
    image: 'prom/prometheus:v3.15.0',
    variable: 'OBS_LAB_IMAGE_PROMETHEUS',
    port: 9090,
    configDir: '/etc/prometheus',
    dataDir: '/prometheus',
    volume: '/prometheus',
  },
  postgres: {
    ...nothing,
    image: 'postgres:18-alpine',
    variable: 'OBS_LAB_IMAGE_POSTGRES',
    port: 5432,
    configDir: '/etc/postgresql',
    dataDir: '/var/lib/postgresql/pgdata',
    // The parent, so that images before 18, which declare a volume of their own at data/, keep their data here too.
    volume: '/var/lib/postgresql',
    command: ['postgres'],
    env: ({ postgresPassword }) => ({
      POSTGRES_USER,
      POSTGRES_DB: POSTGRES_DATABASE,
      POSTGRES_PASSWORD: postgresPassword,
      PGDATA: '/var/lib/postgresql/pgdata',
    }),
  },
  grafana: {
    ...nothing,
    image: 'grafana/grafana:12.3.2',
    variable: 'OBS_LAB_IMAGE_GRAFANA',
    port: 3000,
    configDir: '/etc/grafana',
    dataDir: '/var/lib/grafana',
    volume: '/var/lib/grafana',
  },
  'lab/server': labImage('server', 3030),
  'lab/traffic': labImage('traffic', 3031),
};

/** The lab's own programs: one bundled file each, on a stock Node image; nothing is built. */
function labImage(name: 'server' | 'traffic', port: number): ImageFacts {
  const path = `/obs-lab/${name}.mjs`;
  return {
    image: 'node:24-alpine',
    variable: 'OBS_LAB_IMAGE_NODE',
    port,
    configDir: '/obs-lab',
    dataDir: '/tmp',
    user: '1000:1000',
    command: ['node', path],
    env: () => ({ NODE_ENV: 'production' }),
    files: () => [{ path, content: readFileSync(join(packageRoot(), 'dist', 'lab', `${name}.js`), 'utf8') }],
  };
}

/** @throws Error for a program that runs in no container */
export function imageFacts(program: Program): ImageFacts {
  const facts = IMAGES[program];
  if (!facts) throw new Error(`${program} has no image`);
  return facts;
}

/** The image to use: the pinned one, or the user's. */
export function imageName(facts: ImageFacts, env: NodeJS.ProcessEnv): string {
  return env[facts.variable] || facts.image;
}
