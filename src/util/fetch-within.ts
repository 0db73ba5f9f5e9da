import { limitedResponse } from './limited-response.js';

/** Far more than any program that we ask sends. */
const MAX_BYTES = 20_000_000;

/**
 * fetch() that gives up after a time, whose body fails if it is larger than 20 MB: on any port another program may
 * listen.
 *
 * If a port accepts and closes at once, as Docker's proxy does before its service listens, fetch may wait for nothing
 * but its signal, which does not keep Node alive: with nothing else to do, Node would exit with code 13.
 */
export async function fetchWithin(
  milliseconds: number,
  url: string,
  options: Omit<RequestInit, 'signal'> = {},
): Promise<Response> {
  const alive = setTimeout(() => undefined, 2 * milliseconds);
  const signal = AbortSignal.timeout(milliseconds);
  const response = await fetch(url, { ...options, signal }).finally(() => clearTimeout(alive));
  return limitedResponse(response, MAX_BYTES);
}
