import { fetchWithin } from '../../util/fetch-within.js';
import { type Credentials, portOf, type Ports, type ServiceSpec } from '../spec.js';
import { postgresUrl } from './postgres.js';

/** A service that has not answered by then counts as unhealthy. */
export const ASK_TIMEOUT_MS = 2_000;

/** The URL of a service, as seen from the host. */
export function serviceUrl(spec: ServiceSpec, ports: Ports): string {
  const port = portOf(spec, ports);
  return spec.health.kind === 'postgres' ? `postgres://127.0.0.1:${port}` : `http://127.0.0.1:${port}`;
}

/**
 * Asks a service once whether it works.
 * @returns evidence in words, such as "HTTP 200 from /ready"
 * @throws Error saying what is wrong
 */
export async function askHealth(spec: ServiceSpec, ports: Ports, credentials: Credentials): Promise<string> {
  if (spec.health.kind === 'postgres') return askPostgres(ports.postgres, credentials.postgresPassword);
  const { path } = spec.health;
  const response = await getHttp(`${serviceUrl(spec, ports)}${path}`);
  await response.body?.cancel();
  return `HTTP ${response.status} from ${path}`;
}

/**
 * GET, with plain words if the request fails.
 * @throws Error "connection refused", "no answer within 2 s", "HTTP 503 from …"
 */
export async function getHttp(
  url: string,
  options: { headers?: Record<string, string> } = {},
): Promise<Response> {
  const { pathname } = new URL(url);
  const response = await fetchWithin(ASK_TIMEOUT_MS, url, options).catch((error: unknown) => {
    throw new Error(reasonInWords(error), { cause: error });
  });
  if (!response.ok) {
    const body = (await response.text().catch(() => '')).slice(0, 200);
    throw new Error(`HTTP ${response.status} from ${pathname}${body ? `: ${body}` : ''}`);
  }
  return response;
}

async function askPostgres(port: number, password: string): Promise<string> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({
    connectionString: postgresUrl({ host: '127.0.0.1', port }, password),
    connectionTimeoutMillis: ASK_TIMEOUT_MS,
    query_timeout: ASK_TIMEOUT_MS,
    // Explicit, so that the user's PGSSLMODE and PGOPTIONS, meant for other servers, do not apply here.
    ssl: false,
    options: '-c application_name=obs-lab',
  });
  client.on('error', () => undefined); // if the server dies now, the query reports it
  try {
    await client.connect();
    const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
    return `PostgreSQL ${rows[0]?.server_version} answered a query`;
  } catch (error) {
    throw new Error(reasonInWords(error), { cause: error });
  } finally {
    await client.end().catch(() => undefined);
  }
}

function reasonInWords(error: unknown): string {
  const { code, name, cause } = error as { code?: string; name?: string; cause?: unknown };
  if (code === 'ECONNREFUSED') return 'connection refused';
  if (code === 'ECONNRESET' || code === 'UND_ERR_SOCKET') return 'connection closed without an answer';
  if (name === 'TimeoutError') return `does not answer: nothing came within ${ASK_TIMEOUT_MS / 1000} s`;
  if (cause) return reasonInWords(cause);
  return error instanceof Error ? error.message : String(error);
}
