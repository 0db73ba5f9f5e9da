/** What a service is, independent of how it is run: data and pure functions, used by every runtime. */

export const SERVICE_NAMES = [
  'prometheus',
  'alertmanager',
  'postgres',
  'api',
  'traffic',
  'grafana',
  'board',
  'worlds',
] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

/** The ports that a user can choose. */
export const PORT_DEFAULTS = {
  api: 3030,
  prometheus: 9090,
  alertmanager: 9093,
  grafana: 4040,
  postgres: 5433,
  traffic: 3031,
} as const;
export type PortName = keyof typeof PORT_DEFAULTS;
export type Ports = Record<PortName, number> & Partial<Record<PrivatePortName, number>>;

/** Only obs-lab itself uses these ports: free ones are chosen at each start. */
export type PrivatePortName = 'worlds' | ControlPortName;
/** Where the lab's programs take faults. */
export type ControlPortName = 'apiControl' | 'trafficControl';

/** @throws Error for a port that has not been chosen yet */
export function portOf({ name, port }: Pick<ServiceSpec, 'name' | 'port'>, ports: Ports): number {
  const number = ports[port];
  if (number === undefined) throw new Error(`${name} has no port yet`);
  return number;
}

export interface Address {
  host: string;
  port: number;
}

export interface Credentials {
  postgresPassword: string;
  grafanaPassword: string;
  /** For the control ports of the lab's programs. Without it they have none. */
  controlToken?: string;
}

/** What a spec knows about the runtime it is rendered for. */
export interface SpecContext {
  /** Where the service itself listens. */
  listen: Address;
  /** Where it takes faults, if it does. */
  control?: Address;
  /** Where the services reach each other. */
  addressOf: (service: ServiceName) => Address;
  /** How the services reach a program that a learner starts on the lab's machine. */
  learnerHost: string;
  /** Directories as the service sees them: its rendered files, and what it keeps. */
  configDir: string;
  dataDir: string;
  credentials: Credentials;
  /** True if the lab runs without that service. */
  isSkipped: (service: ServiceName) => boolean;
}

/** A rendered configuration file. */
export interface ConfigFile {
  /** Relative to the service's config directory. */
  path: string;
  content: string;
}

/** How to find out whether a service works. Asked from the host. */
export type HealthCheck = { kind: 'http'; path: string } | { kind: 'postgres' };

/** What is run: a third party's server, or one of the lab's own programs. */
export type Program =
  'prometheus' | 'alertmanager' | 'postgres' | 'grafana' | 'lab/api' | 'lab/traffic' | 'board/server';

export interface ServiceSpec {
  name: ServiceName;
  /** Its name on screen: "PostgreSQL". */
  title: string;
  program: Program;
  port: keyof Ports;
  /** The port where it takes faults. */
  controlPort?: ControlPortName;
  /** Started once these are healthy. */
  dependsOn: readonly ServiceName[];
  /** Its configuration depends on whether these are available: it starts once that is known. */
  configuredFor?: readonly ServiceName[];
  /** If it is not available, the lab starts without it and says why. */
  optional: boolean;
  /** A stand-in: part of the stack only if that service is not available, and on its port. */
  insteadOf?: ServiceName;
  health: HealthCheck;
  /** The Prometheus jobs that scrape it. */
  jobs: readonly string[];
  /** Path below its URL that a person would open; undefined if nobody is meant to look at it. */
  openPath?: string;
  stop: { signal: 'SIGTERM' | 'SIGINT'; graceMs: number };
  files: (context: SpecContext) => ConfigFile[];
  env: (context: SpecContext) => Record<string, string>;
  args: (context: SpecContext) => string[];
}
