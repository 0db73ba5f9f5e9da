import type { IncomingHttpHeaders } from 'node:http';
import { BoardError } from './answers.js';

/**
 * The host names of the board's own address: fewer than util/loopback allows.
 * A page that rebinds its own name to 127.0.0.1 still sends that name here.
 */
const BOARD_HOST = /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/i;

/**
 * Lets through requests of the board's own page, typed addresses and followed links, and programs on this machine;
 * refuses requests that another site's page makes through this browser.
 * @param page true for documents, which may be reached by a link from anywhere
 * @throws BoardError 403
 */
export function guard(headers: IncomingHttpHeaders, page: boolean): void {
  const { host = '', origin } = headers;
  if (!BOARD_HOST.test(host)) {
    throw new BoardError(
      403,
      'FORBIDDEN_HOST',
      'The board only answers requests for 127.0.0.1, localhost and [::1].',
    );
  }
  const site = headers['sec-fetch-site'];
  const ownOrigin = origin === undefined || origin.toLowerCase() === `http://${host.toLowerCase()}`;
  const ownSite = site === undefined || site === 'same-origin' || site === 'none';
  const followedLink =
    page && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  if (!ownOrigin || !(ownSite || followedLink)) {
    throw new BoardError(403, 'CROSS_ORIGIN', 'The board only answers its own page.');
  }
}
