/** What a service is, apart from how it is run: pure data and pure functions, which feed every runtime. */

export const SERVICE_NAMES = ['prometheus', 'postgres', 'api', 'traffic', 'grafana', 'board'] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

export const PORT_DEFAULTS = {
  api: 3030,
  prometheus: 9090,
  grafana: 4040,
  postgres: 5433,
  traffic: 3031,
} as const;
export type PortName = keyof typeof PORT_DEFAULTS;
export type Ports = Record<PortName, number>;

export interface Address {
  host: string;
  port: number;
}

export interface Credentials {
  postgresPassword: string;
  grafanaPassword: string;
}

/** What a spec may know of the runtime it is rendered for. */
export interface SpecContext {
  /** Where the service itself listens. */
  listen: Address;
  /** Where the services reach one another. */
  addressOf: (service: ServiceName) => Address;
  /** How the services reach what a learner starts on the machine with the lab. */
  learnerHost: string;
  /** Directories as the service sees them: its rendered files, and what it keeps. */
  configDir: string;
  dataDir: string;
  credentials: Credentials;
}

/** A rendered configuration file. */
export interface ConfigFile {
  /** Relative to the service's config directory. */
  path: string;
  content: string;
}

/** How it is known that a service does its work. Asked from the host. */
export type HealthCheck = { kind: 'http'; path: string } | { kind: 'postgres' };

/** What is run: a third party's server, or one of the lab's own programs. */
export type Program = 'prometheus' | 'postgres' | 'grafana' | 'lab/api' | 'lab/traffic' | 'board/server';

export interface ServiceSpec {
  name: ServiceName;
  /** As a person calls it: "PostgreSQL". */
  title: string;
  program: Program;
  port: PortName;
  /** Started once these are healthy. */
  dependsOn: readonly ServiceName[];
  /** Where it cannot be had, the lab goes up without it and says why. */
  optional: boolean;
  /** A stand-in: part of the stack exactly where that one could not be had, and on its port. */
  insteadOf?: ServiceName;
  health: HealthCheck;
  /** The Prometheus jobs that scrape it. */
  jobs: readonly string[];
  /** Path below its URL that a person would open. */
  openPath: string;
  stop: { signal: 'SIGTERM' | 'SIGINT'; graceMs: number };
  files: (context: SpecContext) => ConfigFile[];
  env: (context: SpecContext) => Record<string, string>;
  args: (context: SpecContext) => string[];
}
