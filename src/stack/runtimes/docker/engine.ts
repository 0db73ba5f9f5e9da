import { Agent } from 'node:https';
import Docker from 'dockerode';
import { DecodeError } from '../../../util/json/decode.js';
import { BadAnswerError, limitCalls, StatusError } from './calls.js';
import { type EngineAddress, EngineError, EngineRefusedError } from './endpoints.js';

/** A client of an engine that answered. */
export interface Engine {
  docker: Docker;
  source: string;
  /** The record of the lab that runs on it, or will. */
  stateFile?: string | undefined;
}

/** @param options.stateFile the record of the lab that runs on it, or will */
export function connectEngine(
  { connection, source }: EngineAddress,
  { stateFile }: { stateFile?: string } = {},
): Engine {
  const docker = new Docker(clientOptions(connection));
  limitCalls(docker);
  return { docker, source, stateFile };
}

function clientOptions(connection: EngineAddress['connection']): Docker.DockerOptions {
  if ('socketPath' in connection) return connection;
  const { host, port, tls } = connection;
  if (!tls) return { protocol: 'http', host, port };
  return { protocol: 'https', host, port, agent: new Agent(tls) } as Docker.DockerOptions;
}

const GONE = new Set([
  'ECONNREFUSED',
  'ENOENT',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
]);

/**
 * Runs calls to an engine.
 * @throws EngineError if the engine is gone; EngineRefusedError if it does not do what was asked; otherwise whatever
 * the call throws
 */
export async function withEngine<T>(engine: Engine, call: (docker: Docker) => Promise<T>): Promise<T> {
  try {
    return await call(engine.docker);
  } catch (error) {
    if (GONE.has((error as NodeJS.ErrnoException).code ?? '')) {
      throw new EngineError(`The Docker engine at ${engine.source} no longer answers.`, {
        stateFile: engine.stateFile,
        cause: error,
      });
    }
    if (error instanceof StatusError) {
      throw new EngineRefusedError(engine.source, error.message, error.statusCode, error);
    }
    if (error instanceof BadAnswerError) {
      throw new EngineRefusedError(engine.source, error.message, undefined, error);
    }
    if (error instanceof DecodeError) {
      const reason = `its answer is not what the engine’s API defines: ${error.message}`;
      throw new EngineRefusedError(engine.source, reason, undefined, error);
    }
    throw error;
  }
}

/** The HTTP status of an engine's error, such as 404 for a container that does not exist. */
export function statusOf(error: unknown): number | undefined {
  return (error as { statusCode?: number }).statusCode;
}

/** What the engine said, without what we add. */
export function messageOf(error: unknown): string {
  return error instanceof EngineRefusedError ? error.reason : (error as Error).message;
}

/** Passes over the error for something that does not exist. */
export function ignoreMissing(error: unknown): undefined {
  if (statusOf(error) !== 404) throw error;
}

/** 304: it was already stopped. */
export function ignoreStopped(error: unknown): undefined {
  if (statusOf(error) !== 304) ignoreMissing(error);
}

/** True if a container of that name exists: Podman 4 says so with status 500. */
export function isNameTaken(error: unknown): boolean {
  return (
    statusOf(error) === 409 || (statusOf(error) === 500 && /name .*already in use/.test(messageOf(error)))
  );
}
