import type { Socket } from 'node:net';
import type autocannon from 'autocannon';
import type { LossKind } from './messages.js';

/**
 * autocannon 9's client, one per user, with its faults corrected. Each fault, and its remedy:
 * - It reconnects without closing the old socket or forgetting the request on it. An error that follows an end
 *   then connects twice, later answers are matched to earlier requests, and half an answer stays in the parser.
 *   → Every reconnect goes through one place that closes, forgets and starts a fresh parser.
 * - A connection closed without an answer counts as nothing. → It is a loss of kind `closed`.
 * - A refused port is tried again at once: tens of thousands of errors per second. → Reconnects back off to 1 s.
 * - Its timeout runs while there is no request, too, and connects. → The wait for the next try outlives it.
 * - An answer that isn't HTTP is ignored until the timeout. → It is a loss with the errno NOT_HTTP, at once.
 * - A 1xx counts as the answer, and the real answer as the next request's. → It is skipped.
 * - An answer without a length never ends. → It ends with its connection.
 * - After an answer with `Connection: close` it sends the next request into the closing socket. → It reconnects
 *   first.
 * - It can only be stopped with requests in flight. → `stop` lets the current one finish.
 * - Latencies are taken from a queue that may be out of step. → They are taken here.
 */
export function driveClient(client: autocannon.Client, user: UserHooks): DrivenClient {
  const inner = client as unknown as ClientInternals;
  // The prototype's own methods: shadowed below, and called from there.
  const original = {
    connect: inner._connect.bind(inner),
    doRequest: inner._doRequest.bind(inner),
    destroyConnection: inner._destroyConnection.bind(inner),
  };
  let inFlightSince: number | undefined;
  let createdLocation: string | undefined;
  let reconnectFirst = false;
  let isInterim = false;
  let failures = 0;
  let retry: NodeJS.Timeout | undefined;
  let stopping = false;

  function lose(kind: LossKind, errno?: string): void {
    if (inFlightSince === undefined) return;
    const elapsedMs = performance.now() - inFlightSince;
    inFlightSince = undefined;
    if (kind !== 'timeout') failures += 1;
    user.lost(kind, elapsedMs, errno);
  }

  // Nobody reads the bodies, and the request is built below: autocannon's way of doing both would cost more than
  // everything else that is measured.
  inner.pipelinedRequests.addBody = () => {};
  inner.requestIterator.nextRequest = () => {};

  inner.getRequestBuffer = () => {
    createdLocation = undefined;
    inFlightSince = performance.now();
    return user.begin();
  };

  const parse = inner.parser.execute.bind(inner.parser);
  inner.parser.execute = (chunk) => {
    const parsed = parse(chunk);
    if (parsed instanceof Error) {
      lose('connection', 'NOT_HTTP');
      inner._connect();
    }
    return parsed;
  };

  inner.on('headers', (head: ResponseHead) => {
    isInterim = head.statusCode < 200 && head.statusCode !== 101;
    if (head.shouldKeepAlive === false) reconnectFirst = true;
    if (head.statusCode === 201) createdLocation = headerOf(head.headers, 'location');
  });

  inner.on('response', (status: number, bytes: number) => {
    if (inFlightSince === undefined || isInterim) return;
    const elapsedMs = performance.now() - inFlightSince;
    inFlightSince = undefined;
    failures = 0;
    user.answered(status, bytes, elapsedMs, createdLocation);
  });

  inner.on('connError', (error: NodeJS.ErrnoException) => lose('connection', error.code ?? 'UNKNOWN'));

  // Called to begin the next request, on the connection there is.
  inner._doRequest = () => {
    if (isInterim) inner.pipelinedRequests.insertRequest(inner.requestIterator.currentRequest);
    else if (stopping) inner.destroy();
    else if (reconnectFirst) inner._connect();
    else original.doRequest();
  };

  // Called at the start and whenever a connection was lost, for any reason.
  inner._connect = () => {
    // The end of the answer leads back here, through the next request.
    if (inFlightSince !== undefined && inner.parser.state === 'BODY_RAW') return inner.parser.finish();
    lose('closed');
    if (retry) return;
    if (inner.conn) original.destroyConnection();
    inner.parser.reinitialize(inner.parser.type);
    reconnectFirst = isInterim = false;
    if (stopping) return inner.destroy();
    const delay = backoffMs(failures);
    if (delay === 0) return original.connect();
    retry = setTimeout(() => {
      retry = undefined;
      original.connect();
    }, delay);
  };

  // Called by autocannon when a request timed out, and by destroy(). Its clock runs on between two connections: what
  // it finds then is the wait for the next try. That wait must go on, or there would never be a next try.
  inner._destroyConnection = () => {
    lose(inner.destroyed ? 'aborted' : 'timeout');
    if (inner.conn) original.destroyConnection();
    if (!inner.destroyed) return;
    clearTimeout(retry);
    user.done();
  };

  return {
    stop() {
      stopping = true;
      if (inFlightSince === undefined) inner.destroy();
    },
    abort: () => inner.destroy(),
  };
}

/** What a user needs from its connection. Exactly one of answered and lost follows each begin. */
export interface UserHooks {
  /** The next request, as it goes over the wire. */
  begin(): string;
  /** @param location of what was created, with status 201 */
  answered(status: number, bytes: number, elapsedMs: number, location: string | undefined): void;
  lost(kind: LossKind, elapsedMs: number, errno?: string): void;
  /** The connection is closed for good. */
  done(): void;
}

export interface DrivenClient {
  /** Starts no further request, and resolves when the current one is done. */
  stop(): void;
  /** Ends now; a request in flight is lost as `aborted`. */
  abort(): void;
}

/** Milliseconds to wait before a connection is tried again: the first time at once, then 100 ms doubling to 1 s. */
export function backoffMs(failures: number): number {
  return failures < 2 ? 0 : Math.min(1000, 100 * 2 ** (failures - 2));
}

/** The parts of autocannon's client (lib/httpClient.js) that its types leave out. The version is pinned. */
interface ClientInternals extends NodeJS.EventEmitter {
  conn?: Socket;
  destroyed: boolean;
  parser: {
    type: string;
    state: string;
    reinitialize(type: string): void;
    /** @returns how far it got, or what it could not read */
    execute(chunk: Buffer): number | Error;
    finish(): void;
  };
  pipelinedRequests: { addBody(data: Buffer): void; insertRequest(request: object): void };
  requestIterator: { nextRequest(): void; currentRequest: object };
  getRequestBuffer(): string | Buffer;
  destroy(): void;
  _connect(): void;
  _doRequest(): void;
  _destroyConnection(): void;
}

interface ResponseHead {
  statusCode: number;
  /** Names and values, alternating. */
  headers: readonly string[];
  shouldKeepAlive?: boolean;
}

function headerOf(raw: readonly string[], name: string): string | undefined {
  for (let i = 0; i + 1 < raw.length; i += 2) {
    if (raw[i]?.toLowerCase() === name) return raw[i + 1];
  }
  return undefined;
}
