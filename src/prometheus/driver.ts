import { PrometheusDriver } from 'prometheus-query';
import { isLoopback } from '../util/loopback.js';
import type { WireBody } from './wire.js';

/** One driver a request: it is cheap, and the interceptors then know whose answer and whose signal they hold. */
export function openDriver(options: {
  endpoint: string;
  timeoutMs: number;
  /** Filled with what Prometheus said. */
  answer: { body?: WireBody; status?: number };
  signal: AbortSignal | undefined;
}): PrometheusDriver {
  const { endpoint, answer, signal } = options;
  return new PrometheusDriver({
    endpoint,
    timeout: options.timeoutMs,
    preferPost: true, // an expression may be longer than a URL may be
    requestInterceptor: {
      onFulfilled: (config) => {
        if (signal) config.signal = signal;
        // A proxy from the environment cannot reach this machine's loopback.
        if (isLoopback(new URL(endpoint).hostname)) config.proxy = false;
        return config;
      },
    },
    responseInterceptor: {
      onFulfilled: (response) => {
        answer.status = response.status;
        if (response.data?.status === 'success') {
          answer.body = response.data as WireBody;
          // For the driver's decoders: no series, no targets, and as a query result a scalar, which they leave alone.
          response.data = { status: 'success', data: Object.assign([], { resultType: 'scalar' }) };
        }
        return response;
      },
      onRejected: (error: { response?: { status?: number } }) => {
        if (error.response?.status !== undefined) answer.status = error.response.status;
        throw error;
      },
    },
  });
}
