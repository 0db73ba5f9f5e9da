import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/**
 * Which requests a program of the lab answers: those of programs on this machine and of its own pages, but not those
 * that another site's page makes through the learner's browser. Browsers say where a request comes from (Origin,
 * Sec-Fetch-Site), and a page whose name was rebound to this machine sends that name as Host.
 */

/** What refused requests get. */
export const FOREIGN_HOST = {
  status: 403,
  detail: 'This program is not known by that host name. HOSTS may name others.',
};
export const FOREIGN_PAGE = { status: 403, detail: 'Web pages of other sites may not change the lab.' };

/** Names for loopback, beyond which a program answers only to those that it was told. */
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
/** A name or address with an optional port, and nothing else that a URL may hold. */
const HOST = /^([\w.-]+|\[[0-9a-f:.]+\])(:\d{1,5})?$/i;

/** The name in a Host header, in lower case; undefined without one. */
export function hostName(host: string | undefined): string | undefined {
  return host === undefined ? undefined : HOST.exec(host)?.[1]?.toLowerCase();
}

/**
 * True if a request names this program by a name that it has: one of loopback's, the address that the connection came
 * in on, or one that it was told.
 */
export function isOwnHost({ headers, socket }: IncomingMessage, names: readonly string[] = []): boolean {
  const name = hostName(headers.host);
  if (name === undefined) return false;
  return LOOPBACK.test(name) || names.includes(name) || name === urlHost(socket.localAddress);
}

/**
 * True if a browser makes the request for another site's page.
 * @param ownPages whether this program has pages of its own, which may ask it
 */
export function isForeign(headers: IncomingHttpHeaders, { ownPages }: { ownPages: boolean }): boolean {
  const { host = '', origin } = headers;
  const ownOrigin = ownPages && origin?.toLowerCase() === `http://${host.toLowerCase()}`;
  const site = headers['sec-fetch-site'];
  const ownSite = site === undefined || site === 'none' || (ownPages && site === 'same-origin');
  return (origin !== undefined && !ownOrigin) || !ownSite;
}

/** True for the methods that change nothing. */
export function isSafe(method: string | undefined): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
}

/** Names in a comma-separated setting. */
export function namesIn(setting: string | undefined): string[] {
  return (setting ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
}

/** An address as URLs write it. IPv4 on a socket that takes both comes as ::ffff:127.0.0.1. */
function urlHost(address: string | undefined): string | undefined {
  if (address === undefined) return undefined;
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  return plain.includes(':') ? `[${plain.toLowerCase()}]` : plain;
}
