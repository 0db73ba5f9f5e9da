import type { IncomingMessage } from 'node:http';
import type Docker from 'dockerode';

/** Longer than an engine takes to stop the slowest service; nothing else takes as long. */
const MAX_ANSWER_MS = 60_000;
/** The longest logs that are asked for fit; a list of containers has some kilobytes. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** The engine answered, but not with a success. */
export class StatusError extends Error {
  constructor(
    readonly statusCode: number,
    message: string,
  ) {
    super(message);
  }
}

/** The engine gave no answer that can be used: none in time, one without an end, or not what its API defines. */
export class BadAnswerError extends Error {}

/** What docker-modem's dial() takes, as far as it is used here. */
export interface DialOptions {
  path: string;
  method: string;
  statusCodes: Record<number, unknown>;
  isStream?: boolean;
  hijack?: boolean;
  openStdin?: boolean;
  abortSignal?: AbortSignal;
  /** The body. */
  file?: Buffer;
  /** The query. */
  options?: object;
}

export type Dial = (options: DialOptions, callback: (error: unknown, answer?: unknown) => void) => void;

export interface CallLimits {
  ms: number;
  bytes: number;
}

/**
 * Limits every call of a client in time and size: docker-modem has no such limits. Streams have none here either:
 * their readers end them.
 */
export function limitCalls(
  docker: Docker,
  limits: CallLimits = { ms: MAX_ANSWER_MS, bytes: MAX_ANSWER_BYTES },
): void {
  const modem = docker.modem as { dial: Dial };
  const dial = modem.dial.bind(modem);
  modem.dial = (options, callback) => {
    if (options.openStdin) {
      return dial(options, (error, answer) =>
        error ? callback(statusError(error)) : callback(null, answer),
      );
    }
    ask(dial, options, limits).then(
      (answer) => callback(null, answer),
      (error: unknown) => callback(error),
    );
  };
}

/** docker-modem's own error, with what the engine said and nothing around it. */
function statusError(error: unknown): unknown {
  const { statusCode, json } = error as { statusCode?: number; json?: { message?: unknown } };
  if (statusCode === undefined) return error;
  return new StatusError(statusCode, saidIn(json) ?? `HTTP ${statusCode}`);
}

function saidIn(json: unknown): string | undefined {
  const said = (json as { message?: unknown } | null | undefined)?.message;
  return typeof said === 'string' ? said.trim() : undefined;
}

async function ask(dial: Dial, options: DialOptions, limits: CallLimits): Promise<unknown> {
  const limit = AbortSignal.timeout(limits.ms);
  const { abortSignal } = options;
  try {
    const response = await open(dial, options, options.isStream ? abortSignal : anyOf(limit, abortSignal));
    const { statusCode = 0 } = response;
    const expected = options.statusCodes[statusCode] === true;
    if (expected && options.isStream) return response;
    const body = await read(response, limits.bytes, limit);
    const json = parse(body);
    if (expected) return json ?? body;
    throw new StatusError(statusCode, saidIn(json) ?? `HTTP ${statusCode}`);
  } catch (error) {
    if (!limit.aborted || abortSignal?.aborted) throw error;
    throw new BadAnswerError(`no whole answer within ${limits.ms / 1000} s`, { cause: error });
  }
}

/** The answer's stream, whatever its status. */
function open(dial: Dial, options: DialOptions, abortSignal?: AbortSignal): Promise<IncomingMessage> {
  const statusCodes = new Proxy({}, { get: () => true });
  return new Promise((resolve, reject) => {
    dial(
      { ...options, isStream: true, statusCodes, ...(abortSignal && { abortSignal }) },
      (error, response) => (error ? reject(error as Error) : resolve(response as IncomingMessage)),
    );
  });
}

async function read(response: IncomingMessage, most: number, limit: AbortSignal): Promise<Buffer> {
  const stop = (): void => void response.destroy(limit.reason as Error);
  limit.addEventListener('abort', stop);
  try {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of response) {
      chunks.push(chunk as Buffer);
      size += (chunk as Buffer).length;
      if (size > most) throw new BadAnswerError(`an answer of more than ${most / 1024 / 1024} MB`);
    }
    return Buffer.concat(chunks);
  } finally {
    limit.removeEventListener('abort', stop);
    response.destroy();
  }
}

function anyOf(limit: AbortSignal, other: AbortSignal | undefined): AbortSignal {
  return other ? AbortSignal.any([limit, other]) : limit;
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined; // logs and empty answers are not JSON
  }
}
