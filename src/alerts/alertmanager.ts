import { z } from 'zod';
import { NotRunningError, UsageError } from '../errors.js';
import { type Answer, askServer } from './http.js';
import type { Matcher } from './matchers.js';

const LABELS = z.record(z.string(), z.string());

const ALERTS = z.array(
  z.object({
    labels: LABELS,
    annotations: LABELS.default({}),
    fingerprint: z.string(),
    startsAt: z.string(),
    receivers: z.array(z.object({ name: z.string() })).default([]),
    status: z.object({
      state: z.string(),
      silencedBy: z.array(z.string()).nullish(),
      inhibitedBy: z.array(z.string()).nullish(),
    }),
  }),
);

const SILENCES = z.array(
  z.object({
    id: z.string(),
    status: z.object({ state: z.enum(['active', 'pending', 'expired']) }),
    // Left out by versions before 0.22, which have no negative matchers.
    matchers: z.array(
      z.object({
        name: z.string(),
        value: z.string(),
        isRegex: z.boolean(),
        isEqual: z.boolean().default(true),
      }),
    ),
    startsAt: z.string(),
    endsAt: z.string(),
    createdBy: z.string(),
    comment: z.string(),
  }),
);

/** An alert as Alertmanager knows it. */
export interface KnownAlert {
  labels: Readonly<Record<string, string>>;
  fingerprint: string;
  receivers: readonly string[];
  /** Ids of silences. */
  silencedBy: readonly string[];
  /** Fingerprints of alerts. */
  inhibitedBy: readonly string[];
}

/** A silence that is in effect, or will be. Times are RFC 3339. */
export interface Silence {
  id: string;
  matchers: readonly Matcher[];
  startsAt: string;
  endsAt: string;
  createdBy: string;
  comment: string;
}

/**
 * The part of Alertmanager's API v2 that the lab uses. Every method can reject with ALERTMANAGER_UNREACHABLE: it does
 * not answer in time, or the answer is not Alertmanager's.
 */
export interface AlertmanagerClient {
  readonly url: string;
  /** All alerts, including those that are silenced or inhibited. */
  alerts: () => Promise<KnownAlert[]>;
  /** The silences that are still in effect or yet to begin. */
  silences: () => Promise<Silence[]>;
  /**
   * @returns the new silence's id
   * @throws UsageError SILENCE_REFUSED
   */
  silence: (silence: Omit<Silence, 'id'>) => Promise<string>;
  /** @returns false if there is no such silence, or it has already expired */
  expire: (id: string) => Promise<boolean>;
}

/** @param url without trailing slash, such as http://127.0.0.1:9093 */
export function createAlertmanagerClient(url: string): AlertmanagerClient {
  const unreachable = (reason: string, cause?: unknown): NotRunningError =>
    new NotRunningError(`Alertmanager at ${url} did not answer: ${reason}`, {
      code: 'ALERTMANAGER_UNREACHABLE',
      hints: ['See what is wrong: obs-lab verify', 'Restart what has stopped: obs-lab up'],
      cause,
    });
  const ask = (path: string, options?: Parameters<typeof askServer>[2]): Promise<Answer> =>
    askServer(`${url}/api/v2${path}`, unreachable, options);

  async function read<T>(path: string, schema: z.ZodType<T>): Promise<T> {
    const { status, body } = await ask(path);
    if (status !== 200) throw unreachable(`HTTP ${status}: ${textOf(body)}`);
    const parsed = schema.safeParse(body);
    if (parsed.success) return parsed.data;
    throw unreachable('the response is not in Alertmanager’s format', parsed.error);
  }

  return {
    url,
    async alerts() {
      const alerts = await read('/alerts', ALERTS);
      return alerts.map(({ labels, fingerprint, receivers, status }) => ({
        labels,
        fingerprint,
        receivers: receivers.map(({ name }) => name),
        silencedBy: status.silencedBy ?? [],
        inhibitedBy: status.inhibitedBy ?? [],
      }));
    },
    async silences() {
      const silences = await read('/silences', SILENCES);
      return silences
        .filter(({ status }) => status.state !== 'expired')
        .map(({ status: _, ...silence }) => silence)
        .sort((a, b) => Date.parse(a.endsAt) - Date.parse(b.endsAt));
    },
    async silence(silence) {
      const { status, body } = await ask('/silences', { method: 'POST', body: silence });
      if (status === 200) {
        const parsed = z.object({ silenceID: z.string() }).safeParse(body);
        if (parsed.success) return parsed.data.silenceID;
        throw unreachable('the response is not in Alertmanager’s format', parsed.error);
      }
      if (status !== 400) throw unreachable(`HTTP ${status}: ${textOf(body)}`);
      throw new UsageError(`Alertmanager refused the silence: ${textOf(body)}`, { code: 'SILENCE_REFUSED' });
    },
    async expire(id) {
      const { status, body } = await ask(`/silence/${encodeURIComponent(id)}`, { method: 'DELETE' });
      if (status === 200) return true;
      // 500 with "silence … already expired" up to 0.25; an id that is not a UUID is a 422.
      if (status === 404 || status === 422 || /expired|not found/i.test(textOf(body))) return false;
      throw unreachable(`HTTP ${status}: ${textOf(body)}`);
    },
  };
}

/** The message of an error: a JSON string, or an object with one. */
function textOf(body: unknown): string {
  if (typeof body === 'string') return body.trim();
  const { message } = (body ?? {}) as { message?: unknown };
  return typeof message === 'string' ? message : JSON.stringify(body);
}
