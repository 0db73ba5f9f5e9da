import Docker from 'dockerode';
import { type EngineAddress, EngineError } from './endpoints.js';

/** A client of an engine that answered. */
export interface Engine {
  docker: Docker;
  source: string;
}

export function connectEngine({ connection, source }: EngineAddress): Engine {
  return {
    docker: new Docker('host' in connection ? { protocol: 'http', ...connection } : connection),
    source,
  };
}

/**
 * Runs calls to an engine.
 * @throws EngineError if the engine is gone; otherwise whatever the call throws
 */
export async function withEngine<T>(engine: Engine, call: (docker: Docker) => Promise<T>): Promise<T> {
  try {
    return await call(engine.docker);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (['ECONNREFUSED', 'ENOENT', 'ECONNRESET', 'EPIPE'].includes(code)) {
      throw new EngineError(`The Docker engine at ${engine.source} no longer answers.`, { cause: error });
    }
    throw error;
  }
}

/** The HTTP status of an engine's error, such as 404 for a container that does not exist. */
export function statusOf(error: unknown): number | undefined {
  return (error as { statusCode?: number }).statusCode;
}
