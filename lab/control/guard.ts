import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isForeign, isOwnHost } from '../common/guard.js';

export interface GuardOptions {
  token: string;
  /** Names that clients may use for this listener in addition to loopback's: the address that it listens on. */
  hosts: readonly string[];
}

/** The HTTP status with which a request is refused; undefined if it is allowed. */
export type Refusal = 401 | 403 | undefined;

/** Allows programs that know the token, and no web page. */
export function refusalOf(req: IncomingMessage, { token, hosts }: GuardOptions): Refusal {
  if (isForeign(req.headers, { ownPages: false }) || !isOwnHost(req, hosts)) return 403;
  const given = /^Bearer (\S+)$/.exec(req.headers.authorization ?? '')?.[1];
  return given !== undefined && sameText(given, token) ? undefined : 401;
}

/** Compares in a time that does not depend on where the texts differ. */
function sameText(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
