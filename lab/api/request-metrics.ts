import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { bindCounter, bindHistogram } from '../common/bound-series.js';
import { LATENCY_BUCKETS, SIZE_BUCKETS } from '../common/buckets.js';
import { initialLabels, type Method } from './series.js';

/** A request that ended. */
export interface EndedRequest {
  method: Method;
  route: string;
  status: number;
  seconds: number;
  /** Size of the body; undefined if the response was not sent completely. */
  bytes: number | undefined;
}

export interface RequestMetrics {
  /** Counts one request: exactly once each, when it ends. */
  record: (request: EndedRequest) => void;
  /** Changes the number of requests in flight. */
  addInFlight: (change: number) => void;
}

/** The series of one label set. */
interface Series {
  count: () => void;
  observeDuration: (seconds: number) => void;
}

interface Operation {
  observeSize: (bytes: number) => void;
  byStatus: Map<number, Series>;
}

/** The HTTP metrics, with all their series at zero. */
export function createRequestMetrics(registers: Registry[]): RequestMetrics {
  const requests = new Counter({
    name: 'http_requests_total',
    help: 'Completed requests: answered, or aborted by the client (status 499).',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from reading the request head to handing the whole response to the system, or to the abort.',
    labelNames: ['method', 'route', 'status'],
    buckets: LATENCY_BUCKETS,
    registers,
  });
  const size = new Histogram({
    name: 'http_response_size_bytes',
    help: 'Body size of complete responses, without headers.',
    labelNames: ['method', 'route'],
    buckets: SIZE_BUCKETS,
    registers,
  });
  let inFlight = 0;
  new Gauge({
    name: 'http_requests_in_flight',
    help: 'Requests being handled now, not counting scrapes of this page.',
    registers,
    collect() {
      this.set(inFlight);
    },
  });

  const operations = new Map<string, Map<Method, Operation>>();

  const operationOf = (method: Method, route: string): Operation => {
    const byMethod = getOrAdd(operations, route, () => new Map<Method, Operation>());
    return getOrAdd(byMethod, method, () => ({
      observeSize: bindHistogram(size, { method, route }, SIZE_BUCKETS),
      byStatus: new Map<number, Series>(),
    }));
  };
  const seriesOf = (operation: Operation, method: Method, route: string, status: number): Series =>
    getOrAdd(operation.byStatus, status, () => {
      const labels = { method, route, status: String(status) };
      return {
        count: bindCounter(requests, labels),
        observeDuration: bindHistogram(duration, labels, LATENCY_BUCKETS),
      };
    });
  for (const { method, route, status } of initialLabels()) {
    seriesOf(operationOf(method, route), method, route, status);
  }

  return {
    record({ method, route, status, seconds, bytes }) {
      const operation = operationOf(method, route);
      const series = seriesOf(operation, method, route, status);
      series.count();
      series.observeDuration(seconds);
      if (bytes !== undefined) operation.observeSize(bytes);
    },
    addInFlight: (change) => void (inFlight += change),
  };
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
