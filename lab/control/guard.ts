import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export interface GuardOptions {
  token: string;
  /** Names that clients may use for this listener in addition to loopback's: the address that it listens on. */
  hosts: readonly string[];
}

/** The HTTP status with which a request is refused; undefined if it is allowed. */
export type Refusal = 401 | 403 | undefined;

/**
 * Allows programs that know the token, but no web page: browsers say where a request comes from (Origin,
 * Sec-Fetch-Site), and a page whose name was rebound to loopback shows that name in Host.
 */
export function refusalOf(headers: IncomingHttpHeaders, { token, hosts }: GuardOptions): Refusal {
  if (headers.origin !== undefined) return 403;
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'none') return 403;
  if (!isOwnHost(headers.host, hosts)) return 403;
  const given = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1];
  return given !== undefined && sameText(given, token) ? undefined : 401;
}

function isOwnHost(host: string | undefined, hosts: readonly string[]): boolean {
  if (host === undefined || !URL.canParse(`http://${host}`)) return false;
  const name = new URL(`http://${host}`).hostname;
  return name === 'localhost' || name === '[::1]' || /^127(\.\d{1,3}){3}$/.test(name) || hosts.includes(name);
}

/** Compares in a time that does not depend on where the texts differ. */
function sameText(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
