import type { VariableSource } from '../../dashboards/model/variables.js';
import type { PanelQuery } from '../../dashboards/panel/queries.js';
import type { Labels, QueryResult } from '../../prometheus/types.js';
import { decodeQuery, type WireBody } from '../../prometheus/wire.js';

/** A query failed; the message is for people. */
class QueryError extends Error {}

type Parameters = Readonly<Record<string, string | number>>;

/** Prometheus' query API, through the board. */
export const prometheus: VariableSource = {
  query: async (expr, { time, signal } = {}) =>
    decodeQuery(await post('query', { query: expr, ...(time !== undefined && { time }) }, signal)),
  labelNames: async () => (await post('labels', {})).data as string[],
  labelValues: async (label) => (await get(`label/${encodeURIComponent(label)}/values`)).data as string[],
  metricNames: async () => (await get('label/__name__/values')).data as string[],
  series: async (selector) => (await post('series', { 'match[]': selector })).data as Labels[],
};

/** Runs a panel's query: over its range, or at its end. @throws QueryError */
export async function askQuery(query: PanelQuery, signal: AbortSignal): Promise<QueryResult> {
  const { expr, instant, start, end, step } = query;
  return decodeQuery(
    instant
      ? await post('query', { query: expr, time: end }, signal)
      : await post('query_range', { query: expr, start, end, step }, signal),
  );
}

async function post(path: string, parameters: Parameters, signal?: AbortSignal): Promise<WireBody> {
  const form = Object.entries(parameters).map(([name, value]): [string, string] => [name, String(value)]);
  return ask(path, { method: 'POST', body: new URLSearchParams(form), signal: signal ?? null });
}

async function get(path: string): Promise<WireBody> {
  return ask(path, {});
}

async function ask(path: string, init: RequestInit): Promise<WireBody> {
  return (await fetchJson(`/prometheus/api/v1/${path}`, init)) as WireBody;
}

/** Fetches a JSON document from the board. @throws QueryError with the message of the board or of Prometheus */
export async function fetchJson(url: string, init: RequestInit = {}): Promise<unknown> {
  // Tried twice: a browser drops requests in flight when a network interface appears or goes (a container, the
  // Wi-Fi).
  const answer = (await fetchText(url, init)) ?? (await fetchText(url, init));
  if (!answer) throw new QueryError('The board does not answer. Check the lab with: obs-lab status');
  const document = parseJson(answer.text) as { error?: string | { message?: string } };
  if (answer.ok) return document;
  // In Prometheus's errors, `error` is a text; in the board's, an object.
  const said = typeof document.error === 'string' ? document.error : document.error?.message;
  throw new QueryError(said ?? `HTTP ${answer.status}`);
}

/** Undefined if no answer came, or only a part of it. @throws AbortError */
async function fetchText(
  url: string,
  init: RequestInit,
): Promise<{ ok: boolean; status: number; text: string } | undefined> {
  try {
    const response = await fetch(url, init);
    return { ok: response.ok, status: response.status, text: await response.text() };
  } catch (cause) {
    if ((cause as Error).name === 'AbortError') throw cause;
    return undefined;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
