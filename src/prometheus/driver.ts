import { PrometheusDriver } from 'prometheus-query';
import { isLoopback } from '../util/loopback.js';
import type { WireBody } from './wire.js';

/** One driver per request: it is cheap, and its interceptors then belong to a single answer and signal. */
export function openDriver(options: {
  endpoint: string;
  /** Of the answer, decompressed. */
  maxBytes: number;
  /** Filled with Prometheus' response. */
  answer: { body?: WireBody; status?: number };
  signal: AbortSignal;
}): PrometheusDriver {
  const { endpoint, answer, signal } = options;
  return new PrometheusDriver({
    endpoint,
    preferPost: true, // an expression may be longer than a URL may be
    requestInterceptor: {
      onFulfilled: (config) => {
        config.signal = signal;
        config.maxContentLength = options.maxBytes;
        if (isLoopback(new URL(endpoint).hostname)) {
          // A proxy set in the environment can't reach this machine's loopback.
          config.proxy = false;
          // Compressing costs both sides more time than loopback saves.
          config.headers.set('Accept-Encoding', 'identity');
        }
        return config;
      },
    },
    responseInterceptor: {
      onFulfilled: (response) => {
        answer.status = response.status;
        if (response.data?.status === 'success') {
          answer.body = response.data as WireBody;
          // For the driver's decoders: no series, no targets, and a scalar as the result, which they don't touch.
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
