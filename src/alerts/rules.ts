import { z } from 'zod';
import { PrometheusUnreachableError } from '../prometheus/errors.js';
import { askServer } from './http.js';

const LABELS = z.record(z.string(), z.string());

const RULES = z.object({
  data: z.object({
    groups: z.array(
      z.object({
        rules: z.array(
          z.object({
            type: z.string(),
            name: z.string(),
            query: z.string(),
            /** Of the alert's `for`, in seconds. */
            duration: z.number().default(0),
            health: z.string(),
            lastError: z.string().default(''),
            alerts: z
              .array(
                z.object({
                  labels: LABELS,
                  annotations: LABELS.default({}),
                  state: z.enum(['pending', 'firing', 'inactive']),
                  activeAt: z.string(),
                  value: z.string(),
                }),
              )
              .nullish(),
          }),
        ),
      }),
    ),
  }),
});

/** An alert that Prometheus has found to be true. */
export interface ActiveAlert {
  name: string;
  labels: Readonly<Record<string, string>>;
  annotations: Readonly<Record<string, string>>;
  state: 'pending' | 'firing';
  /** Since when its expression has been true: RFC 3339. */
  activeAt: string;
  value: number;
  /** For how long its expression must be true before it fires, in seconds. */
  forSeconds: number;
}

/** An alerting rule of Prometheus, with its alerts that are pending or firing. */
export interface AlertingRule {
  name: string;
  query: string;
  /** Why its last evaluation failed; empty if it did not. */
  error: string;
  alerts: readonly ActiveAlert[];
}

/**
 * The alerting rules of a Prometheus.
 * @param url without trailing slash
 * @throws PrometheusUnreachableError
 */
export async function alertingRules(url: string): Promise<AlertingRule[]> {
  const unreachable = (reason: string, cause?: unknown): PrometheusUnreachableError =>
    new PrometheusUnreachableError(url, reason, cause);
  const { status, body } = await askServer(`${url}/api/v1/rules?type=alert`, unreachable);
  const parsed = RULES.safeParse(body);
  if (!parsed.success) {
    throw unreachable(`HTTP ${status}, and the response is not in Prometheus’ format`, parsed.error);
  }
  const rules = parsed.data.data.groups.flatMap((group) => group.rules);
  return rules
    .filter(({ type }) => type === 'alerting')
    .map(({ name, query, duration, health, lastError, alerts }) => ({
      name,
      query,
      error: health === 'err' ? lastError : '',
      alerts: (alerts ?? []).flatMap(({ state, value, ...alert }) =>
        state === 'inactive' ? [] : [{ ...alert, name, state, value: numberOf(value), forSeconds: duration }],
      ),
    }));
}

/** As Prometheus writes it: 1.5e+00, NaN, +Inf. */
function numberOf(text: string): number {
  return /Inf$/.test(text) ? (text.startsWith('-') ? -Infinity : Infinity) : Number(text);
}
