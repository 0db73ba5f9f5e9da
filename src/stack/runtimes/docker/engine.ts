import Docker from 'dockerode';
import { EngineError, type EngineAddress } from './endpoints.js';

/** A client of an engine that has answered. */
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

/** Runs calls to an engine, and says plainly where it has gone away under them. */
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

/** The HTTP status of an engine's refusal, such as 404 where there is no such container. */
export function statusOf(error: unknown): number | undefined {
  return (error as { statusCode?: number }).statusCode;
}
