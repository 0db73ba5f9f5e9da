import { NotRunningError } from '../../errors.js';
import { readCredentials } from '../credentials.js';
import type { LabHome } from '../home.js';
import { openRuntime } from '../runtimes/index.js';
import type { Runtime } from '../runtimes/runtime.js';
import { serviceUrl } from '../services/health.js';
import { servicesOf } from '../services/index.js';
import { POSTGRES_DATABASE, POSTGRES_USER } from '../services/postgres.js';
import type { ServiceName } from '../spec.js';
import { readState, type RuntimeName, type StackState } from '../state.js';

export interface ServiceStatus {
  name: ServiceName;
  title: string;
  state: 'running' | 'stopped' | 'skipped';
  url?: string;
  pid?: number;
  container?: string;
  /** RFC 3339 UTC */
  since?: string;
  /** Why it is skipped. */
  reason?: string;
  user?: string;
  password?: string;
  database?: string;
}

export interface StackStatus {
  runtime: RuntimeName;
  home: string;
  services: ServiceStatus[];
  notices: string[];
}

/**
 * What `status` shows of a home's lab.
 * @throws NotRunningError if no lab is recorded; EngineError if its engine does not answer
 */
export async function labStatus(home: LabHome, env: NodeJS.ProcessEnv): Promise<StackStatus> {
  const state = await readState(home);
  if (!state) throw new NotRunningError();
  return stackStatus(home, state, await openRuntime(state.runtime, env));
}

/** What is running, where, and since when: from the record and a look at each process. No service is asked. */
export async function stackStatus(home: LabHome, state: StackState, runtime: Runtime): Promise<StackStatus> {
  const credentials = await readCredentials(home);
  const login: Partial<Record<ServiceName, Partial<ServiceStatus>>> = {
    postgres: {
      user: POSTGRES_USER,
      database: POSTGRES_DATABASE,
      ...(credentials && { password: credentials.postgresPassword }),
    },
    grafana: { user: 'admin', ...(credentials && { password: credentials.grafanaPassword }) },
  };
  const services = await Promise.all(
    servicesOf(state).map(async (spec): Promise<ServiceStatus> => {
      const { name, title } = spec;
      const reason = state.skipped[name];
      if (reason) return { name, title, state: 'skipped', reason };
      const record = state.services[name];
      if (!record || !(await runtime.isRunning(record))) return { name, title, state: 'stopped' };
      return {
        name,
        title,
        state: 'running',
        ...(spec.openPath !== undefined && { url: serviceUrl(spec, state.ports) }),
        ...(record.process && { pid: record.process.pid }),
        ...(record.container && { container: record.container }),
        since: record.since,
        ...login[name],
      };
    }),
  );
  return { runtime: state.runtime, home: home.path, services, notices: state.notices };
}
