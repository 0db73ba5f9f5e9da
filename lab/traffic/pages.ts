import { isIP } from 'node:net';
import { parseObject } from '../control/request.js';

/** One alert of a notification. Times are RFC 3339, as Alertmanager sent them. */
export interface PagedAlert {
  name: string;
  labels: Readonly<Record<string, string>>;
  annotations: Readonly<Record<string, string>>;
  status: string;
  startsAt: string;
  endsAt: string;
  fingerprint: string;
}

/** A notification that Alertmanager sent: what would have reached the person on call. */
export interface Page {
  /** RFC 3339, by this program's clock. */
  receivedAt: string;
  status: 'firing' | 'resolved';
  receiver: string;
  groupKey: string;
  groupLabels: Readonly<Record<string, string>>;
  alerts: readonly PagedAlert[];
}

/** The latest notifications, in memory only. */
export interface PageStore {
  add: (page: Page) => void;
  /** Oldest first. */
  list: () => readonly Page[];
}

/** More are forgotten, the oldest first. */
export const MAX_PAGES = 200;

/** A storm of alerts in one group takes some hundred kilobytes. */
export const MAX_PAGE_BYTES = 1024 * 1024;

export function createPageStore(): PageStore {
  const pages: Page[] = [];
  return {
    add(page) {
      pages.push(page);
      if (pages.length > MAX_PAGES) pages.shift();
    },
    list: () => pages,
  };
}

/**
 * A notification from the JSON that Alertmanager's webhook sends (version 4); undefined if it is anything else.
 * @param receivedAt RFC 3339
 */
export function parsePage(text: string, receivedAt: string): Page | undefined {
  const { version, status, receiver, groupKey, groupLabels, alerts } = parseObject(text);
  if (version !== '4' || (status !== 'firing' && status !== 'resolved') || !Array.isArray(alerts)) {
    return undefined;
  }
  return {
    receivedAt,
    status,
    receiver: asText(receiver),
    groupKey: asText(groupKey),
    groupLabels: asTexts(groupLabels),
    alerts: alerts.map(asAlert),
  };
}

function asAlert(value: unknown): PagedAlert {
  const alert = (value ?? {}) as Record<string, unknown>;
  const labels = asTexts(alert.labels);
  return {
    name: labels.alertname ?? '',
    labels,
    annotations: asTexts(alert.annotations),
    status: asText(alert.status),
    startsAt: asText(alert.startsAt),
    endsAt: asText(alert.endsAt),
    fingerprint: asText(alert.fingerprint),
  };
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function asTexts(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).filter(([, text]) => typeof text === 'string')) as Record<
    string,
    string
  >;
}

/** RFC 1918, RFC 4193, link-local and loopback, as prefixes of an address. */
const OWN_V4 = /^(127|10|192\.168|172\.(1[6-9]|2\d|3[01])|169\.254)\./;
const OWN_V6 = /^(::1$|f[cd]|fe[89ab])/i;

/** True for the address of this machine, or of a network that is not routed publicly, such as the containers'. */
export function isOwnNetwork(address = ''): boolean {
  const plain = address.replace(/^::ffff:/i, '');
  return isIP(plain) === 4 ? OWN_V4.test(plain) : OWN_V6.test(plain);
}
