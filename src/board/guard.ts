import type { IncomingHttpHeaders } from 'node:http';
import { hostName, isForeign } from '../../lab/common/guard.js';
import { BoardError } from './answers.js';

/** Fewer than the lab's other programs have: the board only listens on this machine. */
const BOARD_HOSTS = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Lets through requests of the board's own page, typed addresses and followed links, and programs on this machine;
 * refuses requests that another site's page makes through this browser.
 * @param page true for documents, which may be reached by a link from anywhere
 * @throws BoardError 403
 */
export function guard(headers: IncomingHttpHeaders, page: boolean): void {
  if (!BOARD_HOSTS.includes(hostName(headers.host) ?? '')) {
    throw new BoardError(
      403,
      'FORBIDDEN_HOST',
      'The board only answers requests for 127.0.0.1, localhost and [::1].',
    );
  }
  const followedLink =
    page && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  if (isForeign(headers, { ownPages: true }) && !(followedLink && headers.origin === undefined)) {
    throw new BoardError(403, 'CROSS_ORIGIN', 'The board only answers its own page.');
  }
}
