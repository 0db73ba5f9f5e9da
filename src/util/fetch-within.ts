/**
 * fetch() that gives up after a time.
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
  return fetch(url, { ...options, signal }).finally(() => clearTimeout(alive));
}
