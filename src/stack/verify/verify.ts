import { NotRunningError } from '../../errors.js';
import { createPrometheusClient } from '../../prometheus/client.js';
import type { Target } from '../../prometheus/types.js';
import { credentialsFile, readCredentials } from '../credentials.js';
import type { LabHome } from '../home.js';
import { openRuntime } from '../runtimes/index.js';
import type { Runtime } from '../runtimes/runtime.js';
import { ASK_TIMEOUT_MS, askHealth, getHttp, serviceUrl } from '../services/health.js';
import { SERVICES, servicesOf } from '../services/index.js';
import type { Credentials, ServiceName, ServiceSpec } from '../spec.js';
import { readState, type RuntimeName, type StackState } from '../state.js';
import { boardChecks } from './board.js';
import { grafanaChecks } from './grafana.js';

export interface Check {
  /** Stable, such as "api.ready". */
  id: string;
  service: ServiceName;
  status: 'pass' | 'fail' | 'skip';
  /** The evidence, in words. */
  detail: string;
  ms: number;
}

export interface VerifyResult {
  ok: boolean;
  runtime: RuntimeName;
  checks: Check[];
}

/** Metric families that the missions and load tests rely on. */
const API_FAMILIES = [
  'http_requests_total',
  'http_request_duration_seconds',
  'http_requests_in_flight',
  'http_response_size_bytes',
  'items_created_total',
  'items_read_total',
  'items_updated_total',
  'items_deleted_total',
  'db_pool_connections',
  'db_pool_acquire_duration_seconds',
  'db_query_duration_seconds',
  'db_errors_total',
  'obs_lab_build_info',
];

/** A target not scraped for this many of its intervals counts as lost. */
const MAX_MISSED_SCRAPES = 3;

/**
 * Checks a home's lab.
 * @throws NotRunningError if no lab is recorded; EngineError if its engine does not answer
 */
export async function verifyLab(home: LabHome, env: NodeJS.ProcessEnv): Promise<VerifyResult> {
  const state = await readState(home);
  if (!state) throw new NotRunningError();
  return verifyStack(home, state, await openRuntime(state.runtime, env));
}

/**
 * Runs all checks at the same time, each with its own evidence and time. An unhealthy service is a result, not an
 * error.
 */
export async function verifyStack(home: LabHome, state: StackState, runtime: Runtime): Promise<VerifyResult> {
  const credentials = (await readCredentials(home)) ?? NO_CREDENTIALS;
  const prometheus = createPrometheusClient(serviceUrl(SERVICES.prometheus, state.ports), {
    timeoutMs: ASK_TIMEOUT_MS,
  });
  const targets = once(() => prometheus.targets());
  const apiUrl = serviceUrl(SERVICES.api, state.ports);
  const checks = servicesOf(state).flatMap((spec): Promise<Check>[] => {
    const skipped = state.skipped[spec.name];
    if (skipped) {
      return [
        Promise.resolve({
          id: `${spec.name}.health`,
          service: spec.name,
          status: 'skip',
          detail: skipped,
          ms: 0,
        }),
      ];
    }
    const check = (what: string, ask: () => Promise<string>): Promise<Check> =>
      timed(`${spec.name}.${what}`, spec.name, ask);
    return [
      check('running', () => describeRunning(spec, state, runtime)),
      ...(spec.name === 'api'
        ? [check('alive', async () => `HTTP ${(await getHttp(`${apiUrl}/health`)).status} from /health`)]
        : []),
      check(HEALTH_CHECK_NAME[spec.name], () =>
        askHealth(spec, state.ports, credentials).catch(nameCredentials(home)),
      ),
      ...(spec.name === 'api' ? [check('metrics', () => familiesPresent(`${apiUrl}/metrics`))] : []),
      ...pageChecks(spec, state, credentials).map(([what, ask]) => check(what, ask)),
      ...spec.jobs.map((job) =>
        check(job === spec.name ? 'target' : `${job}-target`, async () =>
          describeTarget(job, await targets(), Date.now() / 1000),
        ),
      ),
    ];
  });
  const results = await Promise.all(checks);
  return { ok: results.every(({ status }) => status !== 'fail'), runtime: state.runtime, checks: results };
}

const NO_CREDENTIALS: Credentials = { postgresPassword: '', grafanaPassword: '' };

/** A refused password is about the file it came from: it was deleted, or is another lab's. */
function nameCredentials(home: LabHome): (error: Error) => never {
  return (error) => {
    if (!/password/i.test(error.message)) throw error;
    throw new Error(`${error.message}: the password in ${credentialsFile(home)} is missing or wrong`, {
      cause: error,
    });
  };
}

/** Extra checks of the services that show the dashboards. */
function pageChecks(
  spec: ServiceSpec,
  state: StackState,
  { grafanaPassword }: Credentials,
): [string, () => Promise<string>][] {
  const url = serviceUrl(spec, state.ports);
  if (spec.name === 'board') return boardChecks(url);
  return spec.name === 'grafana' ? grafanaChecks(url, grafanaPassword) : [];
}

const HEALTH_CHECK_NAME: Record<ServiceName, string> = {
  prometheus: 'ready',
  alertmanager: 'ready',
  postgres: 'query',
  api: 'ready',
  traffic: 'alive',
  grafana: 'health',
  board: 'health',
  worlds: 'ready',
};

async function timed(id: string, service: ServiceName, ask: () => Promise<string>): Promise<Check> {
  const start = performance.now();
  const [status, detail] = await ask().then(
    (evidence) => ['pass', evidence] as const,
    (error: Error) => ['fail', inWords(error)] as const,
  );
  return { id, service, status, detail, ms: Math.round((performance.now() - start) * 10) / 10 };
}

/** An answer of another form, such as that of another program on the port, is not an error of ours. */
function inWords(error: Error): string {
  return error instanceof SyntaxError || error.name === 'TypeError'
    ? 'the answer does not have the expected form: does another program listen on its port?'
    : error.message;
}

async function describeRunning(spec: ServiceSpec, state: StackState, runtime: Runtime): Promise<string> {
  const record = state.services[spec.name];
  if (!record) throw new Error('not started');
  const what = record.process ? `pid ${record.process.pid}` : `container ${record.container?.slice(0, 12)}`;
  if (!(await runtime.isRunning(record))) throw new Error(`${what} is gone: it exited or was killed`);
  return `${what}, since ${record.since}`;
}

async function familiesPresent(url: string): Promise<string> {
  const text = await (await getHttp(url)).text();
  const missing = API_FAMILIES.filter((family) => !text.includes(`# TYPE ${family} `));
  if (missing.length > 0) throw new Error(`metric families missing: ${missing.join(', ')}`);
  return `all ${API_FAMILIES.length} metric families present`;
}

/**
 * Evidence that a job's target is up and fresh.
 * @param now Unix seconds
 * @throws Error saying what is wrong
 */
export function describeTarget(wanted: string, targets: readonly Target[], now: number): string {
  const target = targets.find(({ job }) => job === wanted);
  if (!target) throw new Error(`Prometheus has no target of job ${wanted}`);
  if (target.health !== 'up') throw new Error(`up == 0: ${target.lastError || 'not scraped yet'}`);
  const age = now - (target.lastScrape ?? 0);
  if (age > MAX_MISSED_SCRAPES * target.scrapeIntervalSeconds) {
    throw new Error(
      `last scraped ${age.toFixed(1)} s ago, but should be scraped every ${target.scrapeIntervalSeconds} s`,
    );
  }
  return `up == 1, scraped ${Math.max(0, age).toFixed(1)} s ago in ${Math.round(target.lastScrapeDurationSeconds * 1000)} ms`;
}

function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => (answer ??= ask());
}
