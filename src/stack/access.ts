import { NotRunningError } from '../errors.js';
import { createPrometheusClient } from '../prometheus/client.js';
import type { PrometheusClient } from '../prometheus/types.js';
import { type LabHome, openHome } from './home.js';
import { readState, type StackState } from './state.js';

/** A running lab, as commands that use it see it. All URLs without trailing slash. */
export interface RunningStack {
  home: LabHome;
  state: StackState;
  apiUrl: string;
  /** The traffic generator's own port: /metrics, POST /pause, POST /resume. */
  trafficUrl: string;
  prometheusUrl: string;
  prometheus: PrometheusClient;
  /** Holds the made-up worlds for grading; undefined if this lab has none. */
  worlds?: PrometheusClient;
}

/**
 * The running stack, for a command that needs it.
 * @throws NotRunningError if nothing is recorded, or Prometheus does not answer
 */
export async function requireStack(home: LabHome = openHome()): Promise<RunningStack> {
  const state = await readState(home);
  if (!state) throw new NotRunningError();
  const prometheusUrl = `http://127.0.0.1:${state.ports.prometheus}`;
  const prometheus = createPrometheusClient(prometheusUrl);
  if (!(await prometheus.isReady())) {
    throw new NotRunningError(`The lab was started, but Prometheus at ${prometheusUrl} does not answer.`, {
      hints: ['See what is wrong: obs-lab verify', 'Restart it: obs-lab up'],
    });
  }
  return {
    home,
    state,
    apiUrl: `http://127.0.0.1:${state.ports.api}`,
    trafficUrl: `http://127.0.0.1:${state.ports.traffic}`,
    prometheusUrl,
    prometheus,
    ...(state.services.worlds && {
      worlds: createPrometheusClient(`http://127.0.0.1:${state.ports.worlds}`),
    }),
  };
}
