import type { PrometheusClient } from '../../prometheus/types.js';
import type { CompletionContext } from './completion-context.js';
import type { Vocabulary } from './completions.js';

/** How long an answer is good enough for completion: metrics come and go with what the lab does. */
const FRESH_MS = 30_000;
/** Series of more metrics are not looked up for their labels. */
const MOST_METRICS = 4;

type Source = Pick<
  PrometheusClient,
  'metricNames' | 'metricMetadata' | 'labelNames' | 'labelValues' | 'series'
>;

interface Entry {
  value: unknown;
  /** When it was asked for; milliseconds. */
  at: number;
}

/**
 * What Prometheus knows, asked for when a context needs it, and kept. A look gives at once what is there; `changed` is called
 * when there is more. Where Prometheus can't be asked, there is nothing to complete, and nobody is told.
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
      // The parts of a histogram or summary are told of under its own name.
      const family = metadata?.get(name) ?? metadata?.get(name.replace(/_(total|bucket|count|sum)$/, ''));
      return { name, type: family?.type ?? '', help: family?.help ?? '' };
    });
  }

  function labels(of: readonly string[]): readonly string[] {
    const found = new Set(
      of.slice(0, MOST_METRICS).flatMap((metric) => (seriesOf(metric) ?? []).flatMap(Object.keys)),
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
