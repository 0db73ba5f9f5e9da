import type { PrometheusDriver } from 'prometheus-query';
import { UsageError } from '../errors.js';
import { fetchWithin } from '../util/fetch-within.js';
import { DecodeError } from '../util/json/decode.js';
import type * as Driver from './driver.js';
import { PrometheusUnreachableError, PromqlError } from './errors.js';
import type { MetricMetadata, PrometheusClient } from './types.js';
import {
  decodeLabelSets,
  decodeMetadata,
  decodeNames,
  decodeQuery,
  decodeTargets,
  decodeVersion,
  parseErrorText,
  type WireBody,
} from './wire.js';

/** For a whole answer, however slowly it comes. */
const REQUEST_TIMEOUT_MS = 30_000;
/** Of an answer, decompressed: more than any query of the lab gives. */
const MAX_ANSWER_BYTES = 50_000_000;
/** Prometheus’ own are far shorter, even if they quote the query. */
const MAX_ERROR_LENGTH = 200_000;
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
 * @param options.timeoutMs for each whole answer; 30 s by default
 * @param url without the API's path, such as http://127.0.0.1:9090; may hold credentials
 */
export function createPrometheusClient(
  url: string,
  { timeoutMs = REQUEST_TIMEOUT_MS }: { timeoutMs?: number } = {},
): PrometheusClient {
  const endpoint = url.replace(/\/+$/, '');
  const shown = withoutCredentials(endpoint);

  async function ask(
    send: (driver: PrometheusDriver) => Promise<unknown>,
    expr?: string,
    signal?: AbortSignal,
  ): Promise<WireBody> {
    signal?.throwIfAborted();
    const answer: { body?: WireBody; status?: number } = {};
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), timeoutMs);
    const either = signal ? AbortSignal.any([signal, late.signal]) : late.signal;
    try {
      const { openDriver } = await loadDriver();
      await send(openDriver({ endpoint, maxBytes: MAX_ANSWER_BYTES, answer, signal: either }));
      if (!answer.body) throw new TypeError('no answer');
      return answer.body;
    } catch (failure) {
      signal?.throwIfAborted();
      if (late.signal.aborted) {
        throw new PrometheusUnreachableError(
          shown,
          `no complete answer within ${timeoutMs / 1000} s`,
          failure,
        );
      }
      throw toError(failure as DriverFailure, { url: shown, expr, status: answer.status });
    } finally {
      clearTimeout(timer);
    }
  }

  /** Decoding fails only if something other than Prometheus answered. */
  function decoded<T>(body: WireBody, decode: (body: WireBody) => T): T {
    try {
      return decode(body);
    } catch (cause) {
      const where = cause instanceof DecodeError ? ` (${cause.message})` : '';
      throw new PrometheusUnreachableError(shown, `the response is not in Prometheus’ format${where}`, cause);
    }
  }

  const names = (body: WireBody): string[] => decoded(body, ({ data }) => decodeNames(data)).sort();

  async function metadata(): Promise<ReadonlyMap<string, MetricMetadata>> {
    const body = await ask((driver) => driver.metadata());
    const families = Object.entries(decoded(body, ({ data }) => decodeMetadata(data)));
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
      return names(await ask((driver) => driver.labelValues('__name__')));
    },
    async labelNames() {
      return names(await ask((driver) => driver.labelNames()));
    },
    async labelValues(label) {
      return names(await ask((driver) => driver.labelValues(encodeURIComponent(label))));
    },
    async series(selector) {
      const body = await ask((driver) => driver.series(selector, new Date(0), new Date()), selector);
      return decoded(body, ({ data }) => decodeLabelSets(data));
    },
    async metricTypes() {
      return new Map([...(await metadata())].map(([name, { type }]) => [name, type]));
    },
    metricMetadata: metadata,
    async version() {
      const body = await ask((driver) => driver.statusBuildinfo());
      return decoded(body, ({ data }) => decodeVersion(data)).version;
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
  const { prometheus, error } = failure;
  const text = String(prometheus?.error ?? error ?? failure).slice(0, MAX_ERROR_LENGTH);
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
  if (/maxContentLength/.test(failure.error ?? '')) {
    return `the answer is larger than ${MAX_ANSWER_BYTES / 1e6} MB`;
  }
  if (failure.code === 'ECONNREFUSED') return 'connection refused';
  if (failure.code === 'ENOTFOUND') return 'no such host';
  if (status !== undefined) return `HTTP ${status}, and the response is not in Prometheus’ format`;
  return failure.error || failure.code || 'the connection failed';
}

function toDate(unixSeconds: number): Date {
  return new Date(Math.round(unixSeconds * 1000));
}

function withoutCredentials(url: string): string {
  return url.replace(/^(\w+:\/\/)[^/@]*@/, '$1');
}
