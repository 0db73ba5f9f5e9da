import type { IncomingMessage } from 'node:http';
import { type Answer, BoardError } from './answers.js';
import { readBody } from './body.js';

/** More than any panel needs, and small enough to hold in memory. */
const MAX_RESPONSE_BYTES = 16 * 1024 * 1024;
const TIMEOUT_MS = 15_000;

/** One endpoint of Prometheus' query API, and how requests to it are passed on. */
export interface QueryEndpoint {
  path: string;
  /** Parameters that are passed on; others are dropped. */
  parameters: readonly string[];
  methods: readonly string[];
}

const SELECTOR = ['match[]', 'start', 'end', 'limit'];
const ENDPOINTS: Readonly<Record<string, readonly string[]>> = {
  query: ['query', 'time', 'timeout', 'limit'],
  query_range: ['query', 'start', 'end', 'step', 'timeout', 'limit'],
  labels: SELECTOR,
  series: SELECTOR,
};

/** The endpoint that a path below /prometheus/api/v1/ names, or undefined: no other endpoints are passed on. */
export function queryEndpoint(path: string): QueryEndpoint | undefined {
  if (Object.hasOwn(ENDPOINTS, path)) {
    return { path: `/api/v1/${path}`, parameters: ENDPOINTS[path] as string[], methods: ['GET', 'POST'] };
  }
  // Prometheus, too, accepts only GET for label values.
  return /^label\/[a-zA-Z_][a-zA-Z0-9_]*\/values$/.test(path)
    ? { path: `/api/v1/${path}`, parameters: SELECTOR, methods: ['GET'] }
    : undefined;
}

/** Only the endpoint's own parameters, from the address and the form. */
export function passedParameters(
  endpoint: QueryEndpoint,
  ...given: readonly URLSearchParams[]
): URLSearchParams {
  const known = given.flatMap((parameters) => [...parameters]);
  return new URLSearchParams(known.filter(([name]) => endpoint.parameters.includes(name)));
}

/**
 * Passes the page's request to Prometheus and returns its answer; Prometheus' own errors keep their status.
 * @param prometheusUrl origin, without a slash at its end
 * @throws BoardError 413, 415 for the request; 502, 504 if Prometheus fails or doesn't answer
 */
export async function askPrometheus(
  prometheusUrl: string,
  endpoint: QueryEndpoint,
  request: IncomingMessage,
  search: URLSearchParams,
  gone: AbortSignal,
): Promise<Answer> {
  const form =
    request.method === 'POST' ? new URLSearchParams(await readForm(request)) : new URLSearchParams();
  const parameters = passedParameters(endpoint, search, form);
  const signal = AbortSignal.any([gone, AbortSignal.timeout(TIMEOUT_MS)]);
  try {
    // As a form if the endpoint allows it: a long query does not fit into a URL.
    const response = endpoint.methods.includes('POST')
      ? await fetch(prometheusUrl + endpoint.path, {
          method: 'POST',
          body: parameters,
          redirect: 'error',
          signal,
        })
      : await fetch(`${prometheusUrl}${endpoint.path}?${parameters}`, { redirect: 'error', signal });
    const body = await readLimited(response);
    const type = response.headers.get('content-type') ?? '';
    if (!type.startsWith('application/json')) {
      throw new BoardError(502, 'BAD_GATEWAY', `Prometheus answered HTTP ${response.status} without JSON.`);
    }
    return { status: response.status, type: 'application/json; charset=utf-8', body };
  } catch (error) {
    if (error instanceof BoardError) throw error;
    if ((error as Error).name === 'TimeoutError') {
      throw new BoardError(
        504,
        'PROMETHEUS_TIMEOUT',
        `Prometheus did not answer within ${TIMEOUT_MS / 1000} s.`,
      );
    }
    throw new BoardError(502, 'PROMETHEUS_UNREACHABLE', `Prometheus at ${prometheusUrl} does not answer.`);
  }
}

async function readForm(request: IncomingMessage): Promise<string> {
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded') {
    throw new BoardError(
      415,
      'UNSUPPORTED_TYPE',
      'Queries must be posted as application/x-www-form-urlencoded.',
    );
  }
  return readBody(request);
}

async function readLimited(response: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += (chunk as Uint8Array).length;
    if (size > MAX_RESPONSE_BYTES) {
      throw new BoardError(
        502,
        'RESPONSE_TOO_LARGE',
        `The answer is larger than ${MAX_RESPONSE_BYTES / 1024 / 1024} MiB: ask for fewer series or a shorter range.`,
      );
    }
    chunks.push(chunk as Uint8Array);
  }
  return Buffer.concat(chunks);
}
