import { POSTGRES_DATABASE, POSTGRES_USER } from '../../services/postgres.js';
import type { Credentials, Program } from '../../spec.js';

/** How a program runs in its image, as the image documents it. */
export interface ImageFacts {
  /** Pinned by tag; `variable` overrides it. */
  image: string;
  variable: string;
  /** Where it listens inside the container. */
  port: number;
  configDir: string;
  dataDir: string;
  /** Mount point of the volume; undefined if the program keeps no data. */
  volume?: string;
  user?: string;
  /** Goes before the spec's arguments; if both are empty, the image's own command is used. */
  command: readonly string[];
  env: (credentials: Credentials) => Record<string, string>;
  /** Our own programs to copy in: from the package's root to a path in the container. */
  programs: readonly { source: string; target: string }[];
  /** The lab's health check inside the container, for compose. Distroless images have no shell. */
  healthTest: readonly ['CMD' | 'CMD-SHELL', ...string[]];
}

const nothing = { env: () => ({}), programs: [], command: [] } as const;

const IMAGES: Readonly<Partial<Record<Program, ImageFacts>>> = {
  prometheus: {
    ...nothing,
    image: 'prom/prometheus:v3.15.0',
    variable: 'OBS_LAB_IMAGE_PROMETHEUS',
    port: 9090,
    configDir: '/etc/prometheus',
    dataDir: '/prometheus',
    volume: '/prometheus',
    healthTest: ['CMD', 'promtool', 'check', 'ready', '--url=http://127.0.0.1:9090'],
  },
  alertmanager: {
    ...nothing,
    image: 'prom/alertmanager:v0.28.1',
    variable: 'OBS_LAB_IMAGE_ALERTMANAGER',
    port: 9093,
    configDir: '/etc/alertmanager',
    dataDir: '/alertmanager',
    volume: '/alertmanager',
    healthTest: ['CMD', 'amtool', '--alertmanager.url=http://127.0.0.1:9093', 'cluster', 'show'],
  },
  postgres: {
    ...nothing,
    image: 'postgres:18-alpine',
    variable: 'OBS_LAB_IMAGE_POSTGRES',
    port: 5432,
    configDir: '/etc/postgresql',
    dataDir: '/var/lib/postgresql/pgdata',
    // The parent, so that images before 18, which declare their own volume at data/, keep their data here too.
    volume: '/var/lib/postgresql',
    healthTest: ['CMD', 'pg_isready', '-h', '127.0.0.1', '-U', POSTGRES_USER],
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
    healthTest: ['CMD-SHELL', 'wget -q --spider http://127.0.0.1:3000/api/health'],
  },
  'lab/api': labImage('api', 3030, '/ready'),
  'lab/traffic': labImage('traffic', 3031, '/metrics'),
};

/** The lab's own programs: one bundled file each, on a stock Node image; nothing is built. */
function labImage(name: 'api' | 'traffic', port: number, healthPath: string): ImageFacts {
  // .mjs: without our package.json next to it, Node would treat .js as CommonJS
  const target = `/obs-lab/${name}.mjs`;
  const ask = `fetch('http://127.0.0.1:${port}${healthPath}').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))`;
  return {
    image: 'node:24-alpine',
    variable: 'OBS_LAB_IMAGE_NODE',
    port,
    configDir: '/obs-lab',
    dataDir: '/tmp',
    user: '1000:1000',
    command: ['node', target],
    env: () => ({ NODE_ENV: 'production' }),
    programs: [{ source: `dist/lab/${name}.js`, target }],
    healthTest: ['CMD', 'node', '-e', ask],
  };
}

/** @throws Error for a program without an image */
export function imageFacts(program: Program): ImageFacts {
  const facts = IMAGES[program];
  if (!facts) throw new Error(`${program} has no image`);
  return facts;
}

/** The image to use: the pinned one, or the user's. */
export function imageName(facts: ImageFacts, env: NodeJS.ProcessEnv): string {
  return env[facts.variable] || facts.image;
}
