import { EnvironmentError } from '../../errors.js';
import type { Promtool } from '../../prometheus/promtool.js';
import { type Binary, BinaryNotFoundError, type FetchContext, findBinary } from '../binaries/binary.js';
import { findPrometheus, prometheusSources, promtoolBeside } from '../binaries/prometheus.js';
import { cacheDir, openHome } from '../home.js';
import { EngineError, EngineRefusedError, findEngine, hasLocalPorts } from '../runtimes/docker/endpoints.js';
import type { StackState } from '../state.js';
import { type PrometheusTools, startPrivatePrometheus } from './local-prometheus.js';
import { processPromtool } from './local-promtool.js';

/**
 * The quickest available: tools installed on this machine; else containers of an image that the engine already has;
 * else what `up` would download for local processes.
 * @param lab the record of the running lab, if any
 * @throws BinaryNotFoundError; EnvironmentError NO_PROMTOOL; EngineError if the lab's engine no longer answers
 */
export async function findTools(context: FetchContext, lab?: StackState): Promise<PrometheusTools> {
  return (
    (await installedTools(context)) ??
    (await toolsInContainers(context.env, lab)) ??
    requirePromtool(await findPrometheus(context), context.env)
  );
}

/**
 * promtool, searched for at its first use, and again if that failed.
 * @param lab as for findTools()
 */
export function openPromtool(lab?: StackState, env: NodeJS.ProcessEnv = process.env): Promtool {
  let found: Promise<PrometheusTools> | undefined;
  return async (...asked) => {
    found ??= findTools({ env, cache: cacheDir(env) }, lab).catch((error: unknown) => {
      found = undefined;
      throw error;
    });
    return (await found).promtool(...asked);
  };
}

async function installedTools(context: FetchContext): Promise<PrometheusTools | undefined> {
  const sources = prometheusSources.filter(({ offline }) => offline);
  const binary = await findBinary('prometheus', sources, context, []).catch((error: unknown) => {
    if (error instanceof BinaryNotFoundError) return undefined;
    throw error;
  });
  return binary && toolsOf(binary, context.env);
}

async function toolsInContainers(
  env: NodeJS.ProcessEnv,
  lab: StackState | undefined,
): Promise<PrometheusTools | undefined> {
  try {
    const home = openHome(env);
    const isOfLab = lab?.runtime === 'docker';
    const engine = await findEngine(env, isOfLab ? { stateFile: home.stateFile } : {});
    if (!(await hasLocalPorts(engine.connection))) return undefined;
    const { dockerTools } = await import('./docker-tools.js');
    return await dockerTools(engine, { env, home, lab: lab?.services.prometheus?.container });
  } catch (error) {
    const isEngineFailure = error instanceof EngineError || error instanceof EngineRefusedError;
    if (isEngineFailure && lab?.runtime !== 'docker') return undefined;
    throw error;
  }
}

/** Undefined if that Prometheus has no promtool. */
function toolsOf({ path }: Binary, env: NodeJS.ProcessEnv): PrometheusTools | undefined {
  const promtool = promtoolBeside({ path });
  if (promtool === undefined) return undefined;
  const home = openHome(env);
  return {
    promtool: processPromtool(promtool, home),
    startPrometheus: (data, signal) => startPrivatePrometheus(path, { data, home, env, signal }),
  };
}

function requirePromtool(binary: Binary, env: NodeJS.ProcessEnv): PrometheusTools {
  const tools = toolsOf(binary, env);
  if (tools) return tools;
  throw new EnvironmentError(`There is no promtool next to ${binary.path}.`, {
    code: 'NO_PROMTOOL',
    hints: ['Set OBS_LAB_PROMETHEUS_BIN to a Prometheus with promtool in the same directory.'],
  });
}
