import { once } from 'node:events';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { transform } from 'esbuild';
import type { K6Options } from '../../src/load/k6/script.js';

/** One request that a script made. */
export interface K6Request {
  method: string;
  url: string;
  /** `tags.name` */
  name: string;
  status: number;
}

export interface K6Run {
  options: K6Options;
  requests: K6Request[];
  /** Names of failed checks, once per failure. */
  failedChecks: string[];
}

/**
 * Runs a k6 script in an environment like k6's, as far as the script uses it: setup once, then its default function
 * this often for each of several users, each in a separate module, then teardown. The requests are real.
 * @throws if the script is not an ES module, or throws
 */
export async function runK6Script(
  script: string,
  { users, iterations, env }: { users: number; iterations: number; env: Record<string, string> },
): Promise<K6Run> {
  // Also proves that it is an ES module.
  const { code } = await transform(script, { format: 'cjs', target: 'es2017' });
  const { port1, port2 } = new MessageChannel();
  const signal = new Int32Array(new SharedArrayBuffer(4));
  const run: K6Run = { options: {} as K6Options, requests: [], failedChecks: [] };
  port1.on('message', (request: WireRequest) => void answer(request, port1, signal, run.requests));
  const workerData = { code, env, users, iterations, port: port2, signal };
  const worker = new Worker(WORLD, { eval: true, workerData, transferList: [port2] });
  try {
    const [result] = (await once(worker, 'message')) as [Pick<K6Run, 'options' | 'failedChecks'>];
    return { ...run, ...result };
  } finally {
    port1.close();
    await worker.terminate();
  }
}

interface WireRequest extends Omit<K6Request, 'status'> {
  body: string | null;
  headers: Record<string, string>;
}

/** k6 waits for an answer, so the thread that the script runs in sleeps until this one has it. */
async function answer(
  request: WireRequest,
  port: MessagePort,
  signal: Int32Array,
  log: K6Request[],
): Promise<void> {
  const { method, url, name, body, headers } = request;
  const reply = await fetch(url, { method, body, headers }).then(
    async (response) => ({
      status: response.status,
      text: await response.text(),
      location: response.headers.get('location') ?? '',
    }),
    () => ({ status: 0, text: '', location: '' }),
  );
  log.push({ method, url, name, status: reply.status });
  port.postMessage(reply);
  Atomics.store(signal, 0, 1);
  Atomics.notify(signal, 0);
}

const WORLD = `
const { workerData, parentPort, receiveMessageOnPort } = require('node:worker_threads');
const vm = require('node:vm');
const { code, env, users, iterations, port, signal } = workerData;
const failedChecks = [];

function request(method, url, body, params = {}) {
  Atomics.store(signal, 0, 0);
  port.postMessage({ method, url, body: body ?? null, headers: params.headers ?? {}, name: params.tags?.name ?? url });
  Atomics.wait(signal, 0, 0);
  const { status, text, location } = receiveMessageOnPort(port).message;
  // With discardResponseBodies a body is there only for who asks.
  const kept = params.responseType === 'text' ? text : null;
  return { status, error_code: status === 0 ? 1212 : 0, body: kept, headers: location ? { Location: location } : {}, json: () => JSON.parse(kept) };
}
const modules = {
  'k6/http': {
    get: (url, params) => request('GET', url, null, params),
    post: (url, body, params) => request('POST', url, body, params),
    put: (url, body, params) => request('PUT', url, body, params),
    del: (url, body, params) => request('DELETE', url, body, params),
    expectedStatuses: (...statuses) => statuses,
    setResponseCallback() {},
  },
  k6: {
    sleep() {},
    check(value, checks) {
      for (const [name, holds] of Object.entries(checks)) if (!holds(value)) failedChecks.push(name);
    },
  },
};
function load(vu) {
  const module = { exports: {} };
  const require = (name) => modules[name] ?? (() => { throw new Error('k6 has no ' + name); })();
  vm.runInNewContext(code, { module, exports: module.exports, require, __ENV: env, __VU: vu });
  return module.exports;
}
const first = load(0);
const data = JSON.parse(JSON.stringify(first.setup()));
const vus = Array.from({ length: users }, (_, i) => load(i + 1));
for (let i = 0; i < iterations; i++) for (const vu of vus) vu.default(data);
load(0).teardown(data);
parentPort.postMessage({ options: JSON.parse(JSON.stringify(first.options)), failedChecks });
`;
