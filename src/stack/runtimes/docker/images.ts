import { POSTGRES_DATABASE, POSTGRES_USER } from '../../services/postgres.js';
import type { Credentials, Program } from '../../spec.js';

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
  /** Programs of ours that the image does not have: from the package's root to a path in the container. */
  programs: readonly { source: string; target: string }[];
  /** Asks, inside the container, what the lab asks from outside: for compose, which can ask nowhere else. */
  healthCommand: string;
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
    healthCommand: 'wget -q --spider http://127.0.0.1:9090/-/ready',
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
    healthCommand: `pg_isready -h 127.0.0.1 -U ${POSTGRES_USER}`,
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
    healthCommand: 'wget -q --spider http://127.0.0.1:3000/api/health',
  },
  'lab/api': labImage('api', 3030, '/ready'),
  'lab/traffic': labImage('traffic', 3031, '/metrics'),
};

/** The lab's own programs: one bundled file each, on a stock Node image; nothing is built. */
function labImage(name: 'api' | 'traffic', port: number, healthPath: string): ImageFacts {
  // .mjs: without our package.json beside it, Node would take .js for CommonJS
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
    healthCommand: `node -e "${ask}"`,
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
