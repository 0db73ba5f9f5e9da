import { UsageError } from '../../errors.js';
import { PromqlError } from '../../prometheus/errors.js';
import type { PrometheusClient, QueryResult, Sample } from '../../prometheus/types.js';
import type { Panel } from '../model/dashboard.js';
import { seriesName } from './legend.js';
import { panelQueries, type PanelQuery, type QueryContext } from './queries.js';

/** A panel's data: for each of its queries the answer, or why there is none. */
export type PanelData = readonly TargetData[];

export interface TargetData {
  query: PanelQuery;
  answer: QueryResult | undefined;
  /** Prometheus' error for the query; undefined if it answered. */
  error: string | undefined;
}

/** A series with its name in the panel. */
export interface NamedSeries {
  name: string;
  /** Its labels; without the metric's name if the panel has a legend format. */
  labels: Readonly<Record<string, string>>;
  /** Only one if the query is instant. */
  samples: readonly Sample[];
}

/**
 * Runs all of a panel's queries at once. An invalid query doesn't affect the others.
 * @throws PrometheusUnreachableError, and the signal's reason
 */
export async function fetchPanel(
  panel: Panel,
  context: QueryContext,
  prometheus: Pick<PrometheusClient, 'query' | 'queryRange'>,
  signal?: AbortSignal,
): Promise<PanelData> {
  const options = signal ? { signal } : {};
  return Promise.all(
    panelQueries(panel, context).map(async (query): Promise<TargetData> => {
      try {
        const answer = query.instant
          ? await prometheus.query(query.expr, { time: query.end, ...options })
          : await prometheus.queryRange(query.expr, query, options);
        return { query, answer, error: undefined };
      } catch (error) {
        if (!(error instanceof PromqlError) && !(error instanceof UsageError)) throw error;
        return { query, answer: undefined, error: error.message };
      }
    }),
  );
}

/** All series of a panel, in the order of its queries. */
export function namedSeries(data: PanelData): NamedSeries[] {
  return data.flatMap(({ query, answer }) => {
    const name = (labels: Readonly<Record<string, string>>): string =>
      seriesName(query.legendFormat, labels, query.expr);
    switch (answer?.resultType) {
      case 'matrix':
        return answer.series.map(({ labels, samples }) => ({ name: name(labels), labels, samples }));
      case 'vector':
        return answer.series.map(({ labels, sample }) => ({ name: name(labels), labels, samples: [sample] }));
      case 'scalar':
        return [{ name: name({}), labels: {}, samples: [answer.sample] }];
      default:
        return [];
    }
  });
}
