import { familyOf } from '../../prometheus/family.js';
import type { PrometheusClient } from '../../prometheus/types.js';
import type { CompletionContext } from './completion-context.js';
import type { Vocabulary } from './completions.js';

/** How long an answer is fresh enough for completion: metrics come and go with the lab's load. */
const FRESH_MS = 30_000;
/** Labels are looked up for at most this many metrics. */
const MAX_METRICS = 4;

type Source = Pick<
  PrometheusClient,
  'metricNames' | 'metricMetadata' | 'labelNames' | 'labelValues' | 'series'
>;

interface Entry {
  value: unknown;
  /** When it was requested, in milliseconds since the epoch. */
  at: number;
}

/**
 * What Prometheus knows, requested when a context needs it, and cached. A lookup returns at once what is cached;
 * `changed` is called when there is more. If Prometheus doesn't answer, there are no completions, and no error.
 */
export function openVocabulary(
  prometheus: Source,
  changed: () => void,
  now: () => number = Date.now,
): (context: CompletionContext) => Vocabulary {
  const entries = new Map<string, Entry>();

  function known<T>(key: string, ask: () => Promise<T>): T | undefined {
    const entry = entries.get(key);
    if (!entry || now() - entry.at > FRESH_MS) {
      const asked: Entry = { value: entry?.value, at: now() };
      entries.set(key, asked);
      ask().then(
        (value) => {
          asked.value = value;
          changed();
        },
        () => undefined,
      );
    }
    return entries.get(key)?.value as T | undefined;
  }

  const seriesOf = (metric: string) =>
    known(`series ${metric}`, () => prometheus.series(`{__name__=${JSON.stringify(metric)}}`));

  function metrics(): Vocabulary['metrics'] {
    const names = known('metrics', () => prometheus.metricNames()) ?? [];
    const metadata = known('metadata', () => prometheus.metricMetadata());
    return names.map((name) => {
      const family = familyOf(name, metadata);
      return { name, type: family?.type ?? '', help: family?.help ?? '' };
    });
  }

  function labels(of: readonly string[]): readonly string[] {
    const found = new Set(
      of.slice(0, MAX_METRICS).flatMap((metric) => (seriesOf(metric) ?? []).flatMap(Object.keys)),
    );
    return found.size > 0 ? [...found].sort() : (known('labels', () => prometheus.labelNames()) ?? []);
  }

  function values(label: string, metric: string | undefined): readonly string[] {
    const own = metric === undefined ? [] : (seriesOf(metric) ?? []).flatMap((series) => series[label] ?? []);
    if (own.length > 0) return [...new Set(own)].sort();
    return known(`values ${label}`, () => prometheus.labelValues(label)) ?? [];
  }

  return (context) => ({
    metrics: context.kind === 'operand' ? metrics() : [],
    labels: context.kind === 'label' ? labels(context.metrics) : [],
    values: context.kind === 'label-value' ? values(context.label, context.metric) : [],
  });
}
