import type { PrometheusDriver } from 'prometheus-query';
import { UsageError } from '../errors.js';
import { fetchWithin } from '../util/fetch-within.js';
import type * as Driver from './driver.js';
import { PrometheusUnreachableError, PromqlError } from './errors.js';
import type { Labels, MetricMetadata, PrometheusClient } from './types.js';
import { decodeQuery, decodeTargets, parseErrorText, type WireBody } from './wire.js';

const REQUEST_TIMEOUT_MS = 30_000;
const READY_TIMEOUT_MS = 2_000;

let driver: Promise<typeof Driver> | undefined;

/** Loaded on use: axios, which it needs, is most of the start-up time of a command that asks Prometheus. */
function loadDriver(): Promise<typeof Driver> {
  return (driver ??= import('./driver.js'));
}

/** What prometheus-query rejects with: a plain object, not an Error. */
interface DriverFailure {
  errorType?: string;
  error?: string;
  code?: string;
  httpStatus?: number;
  /** Prometheus' own error document. */
  prometheus?: { errorType?: string; error?: string };
}

/**
 * A client of one Prometheus server (2.42 to 3.x).
 *
 * prometheus-query builds the requests and sorts the failures. Its decoders are bypassed, because they lose ±Inf,
 * warnings and the scrape interval, and throw on native histograms: an interceptor takes the raw answer.
 * @param url without the API's path, such as http://127.0.0.1:9090; may hold credentials
 */
export function createPrometheusClient(url: string): PrometheusClient {
  const endpoint = url.replace(/\/+$/, '');
  const shown = withoutCredentials(endpoint);

  async function ask(
    send: (driver: PrometheusDriver) => Promise<unknown>,
    expr?: string,
    signal?: AbortSignal,
  ): Promise<WireBody> {
    signal?.throwIfAborted();
    const answer: { body?: WireBody; status?: number } = {};
    try {
      const { openDriver } = await loadDriver();
      await send(openDriver({ endpoint, timeoutMs: REQUEST_TIMEOUT_MS, answer, signal }));
      if (!answer.body) throw new TypeError('no answer');
      return answer.body;
    } catch (failure) {
      signal?.throwIfAborted();
      throw toError(failure as DriverFailure, { url: shown, expr, status: answer.status });
    }
  }

  /** Decoding fails only if something other than Prometheus answered. */
  function decoded<T>(body: WireBody, decode: (body: WireBody) => T): T {
    try {
      return decode(body);
    } catch (cause) {
      throw new PrometheusUnreachableError(shown, 'the response is not in Prometheus’ format', cause);
    }
  }

  async function metadata(): Promise<ReadonlyMap<string, MetricMetadata>> {
    const { data } = await ask((driver) => driver.metadata());
    const families = Object.entries(data as Record<string, readonly MetricMetadata[]>);
    return new Map(
      families.map(([name, [first]]) => [name, { type: first?.type ?? 'unknown', help: first?.help ?? '' }]),
    );
  }

  return {
    url: endpoint,
    async query(expr, { time, signal } = {}) {
      // A Date even for now: the driver takes the number 0 for "not given".
      const at = time === undefined ? new Date() : toDate(time);
      return decoded(await ask((driver) => driver.instantQuery(expr, at), expr, signal), decodeQuery);
    },
    async queryRange(expr, { start, end, step }, { signal } = {}) {
      const body = await ask(
        (driver) => driver.rangeQuery(expr, toDate(start), toDate(end), step),
        expr,
        signal,
      );
      return decoded(body, decodeQuery);
    },
    async targets() {
      return decoded(await ask((driver) => driver.targets('active')), ({ data }) => decodeTargets(data));
    },
    async metricNames() {
      return sorted(await ask((driver) => driver.labelValues('__name__')));
    },
    async labelNames() {
      return sorted(await ask((driver) => driver.labelNames()));
    },
    async labelValues(label) {
      return sorted(await ask((driver) => driver.labelValues(encodeURIComponent(label))));
    },
    async series(selector) {
      const body = await ask((driver) => driver.series(selector, new Date(0), new Date()), selector);
      return body.data as Labels[];
    },
    async metricTypes() {
      return new Map([...(await metadata())].map(([name, { type }]) => [name, type]));
    },
    metricMetadata: metadata,
    async version() {
      return ((await ask((driver) => driver.statusBuildinfo())).data as { version: string }).version;
    },
    async isReady() {
      try {
        const response = await fetchWithin(READY_TIMEOUT_MS, `${endpoint}/-/ready`);
        await response.body?.cancel();
        return response.status === 200;
      } catch {
        return false;
      }
    },
  };
}

function toError(
  failure: DriverFailure,
  { url, expr, status }: { url: string; expr: string | undefined; status: number | undefined },
): Error {
  const text = failure.prometheus?.error ?? failure.error ?? String(failure);
  switch (failure.prometheus?.errorType) {
    case 'bad_data':
      if (expr !== undefined && isAboutExpression(text)) {
        return new PromqlError({ expr, ...parseErrorText(expr, text), cause: failure });
      }
      return new UsageError(`Prometheus refused the request: ${text}`, {
        code: 'QUERY_REFUSED',
        cause: failure,
      });
    case 'execution':
      return new PromqlError({ expr: expr ?? '', ...parseErrorText(expr ?? '', text), cause: failure });
    case undefined:
      return new PrometheusUnreachableError(url, transportReason(failure, status), failure);
    default:
      return new PrometheusUnreachableError(url, text, failure);
  }
}

function isAboutExpression(text: string): boolean {
  return (
    !/^invalid parameter "(?!query|match)/.test(text) &&
    !/^(exceeded maximum resolution|end timestamp)/.test(text)
  );
}

function transportReason(failure: DriverFailure, status: number | undefined): string {
  if (failure.errorType === 'timeout_error') return `no answer within ${REQUEST_TIMEOUT_MS / 1000} s`;
  if (failure.code === 'ECONNREFUSED') return 'connection refused';
  if (failure.code === 'ENOTFOUND') return 'no such host';
  if (status !== undefined) return `HTTP ${status}, and the response is not in Prometheus’ format`;
  return failure.error || failure.code || 'the connection failed';
}

function sorted({ data }: WireBody): string[] {
  return [...(data as string[])].sort();
}

function toDate(unixSeconds: number): Date {
  return new Date(Math.round(unixSeconds * 1000));
}

function withoutCredentials(url: string): string {
  return url.replace(/^(\w+:\/\/)[^/@]*@/, '$1');
}
