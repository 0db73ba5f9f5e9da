import { seriesName } from '../../dashboards/panel/legend.js';
import type { PanelQuery } from '../../dashboards/panel/queries.js';
import type { Labels, QueryResult, Sample } from '../../prometheus/types.js';

/** One series of a panel: its name and samples. An instant one has one sample. */
export interface PanelSeries {
  refId: string;
  name: string;
  labels: Labels;
  samples: readonly Sample[];
}

/** The series of an answer, named by the query's legend format. A scalar becomes a series without labels. */
export function toSeries({ refId, expr, legendFormat }: PanelQuery, result: QueryResult): PanelSeries[] {
  const series = (labels: Labels, samples: readonly Sample[]): PanelSeries => ({
    refId,
    name: seriesName(legendFormat, labels, expr),
    labels,
    samples,
  });
  switch (result.resultType) {
    case 'matrix':
      return result.series.map(({ labels, samples }) => series(labels, samples));
    case 'vector':
      return result.series.map(({ labels, sample }) => series(labels, [sample]));
    case 'scalar':
      return [series({}, [result.sample])];
    case 'string':
      return [];
  }
}
