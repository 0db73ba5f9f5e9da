import { UsageError } from '../../errors.js';
import type { PrometheusClient } from '../../prometheus/types.js';
import { isLoopback } from '../../util/loopback.js';

/** The lab whose API is loaded: its parts that are paused, read and queried during the load. */
export interface LabSide {
  trafficUrl: string;
  prometheus: PrometheusClient;
}

/** The server that is loaded. */
export interface LoadTarget {
  /** Scheme, host and port, without trailing slash. */
  url: string;
  /** Users only GET this path. Without it they use the lab API's routes under /items. */
  path?: string;
  /** Missing if the target isn't a lab's API: then nothing is reconciled. */
  lab?: LabSide;
}

/**
 * Reads --target. Load is put on this machine only, unless the user states that exactly this host is theirs.
 * @throws UsageError TARGET_INVALID, TARGET_NOT_YOURS
 */
export function parseTarget(text: string, ownHost: string | undefined): Pick<LoadTarget, 'url' | 'path'> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:\/\//i.test(text)) throw invalid(text, 'it must be a URL like http://HOST:PORT/PATH');
  if (url.username !== '' || url.password !== '') throw invalid(text, 'it contains a user name or password');
  const { hostname, origin, pathname, search } = url;
  if (!isLoopback(hostname) && ownHost?.toLowerCase() !== hostname) {
    throw new UsageError(`The target is another machine: ${hostname}`, {
      code: 'TARGET_NOT_YOURS',
      hints: [
        `Only load servers that are yours. If this one is: --i-own-this-host ${hostname}`,
        ...(ownHost === undefined ? [] : [`--i-own-this-host names ${ownHost}, which is not ${hostname}.`]),
      ],
    });
  }
  const path = `${pathname}${search}`;
  return { url: origin, ...(path !== '/' && { path }) };
}

/** Whether both mean the same port of this machine. */
export function isSameServer(a: string, b: string): boolean {
  const [one, other] = [new URL(a), new URL(b)];
  const isLocal = isLoopback(one.hostname) && isLoopback(other.hostname);
  return (
    one.origin === other.origin || (isLocal && one.protocol === other.protocol && one.port === other.port)
  );
}

function invalid(text: string, problem: string): UsageError {
  return new UsageError(`“${text}” is not a valid target: ${problem}.`, {
    code: 'TARGET_INVALID',
    hints: [
      'Write it like http://127.0.0.1:8080 (users work on /items) or http://127.0.0.1:8080/page (users request that page).',
    ],
  });
}
