import type { QueryResult, RangeSeries } from '../../prometheus/types.js';
import type { AnnotationQuery } from '../model/annotations.js';
import { interpolateQuery } from '../model/interpolate.js';
import type { VariableValue } from '../model/variables.js';
import { seriesName } from './legend.js';
import type { PanelQuery } from './queries.js';
import { chooseStep, rateInterval } from './step.js';

/** A time span that all charts of a dashboard mark, such as an alert that fired. */
export interface Region {
  title: string;
  /** Of Grafana's palette, or a CSS colour. */
  color: string;
  /** Unix seconds; the same if it was seen only once. */
  start: number;
  end: number;
}

/** More than a chart is wide, so that short alerts are not missed. */
const MAX_POINTS = 900;

/**
 * Runs a dashboard's annotation queries, as Grafana does: while a series is there and not zero, there is an
 * annotation. A query that fails marks nothing: the charts matter more.
 * @param run asks Prometheus for a range
 * @param context from and to in Unix seconds
 * @throws the signal's reason
 */
export async function readAnnotations(
  queries: readonly AnnotationQuery[],
  context: { variables: readonly VariableValue[]; from: number; to: number },
  run: (query: PanelQuery) => Promise<QueryResult>,
  signal?: AbortSignal,
): Promise<Region[]> {
  const found = await Promise.all(
    queries.map(async (annotation): Promise<Region[]> => {
      const query = rangeQuery(annotation, context);
      try {
        const answer = await run(query);
        return answer.resultType === 'matrix' ? regionsOf(annotation, answer.series, query.step) : [];
      } catch {
        signal?.throwIfAborted();
        return [];
      }
    }),
  );
  return found.flat().sort((a, b) => a.start - b.start || (a.title < b.title ? -1 : 1));
}

function rangeQuery(
  { expr, minStep }: AnnotationQuery,
  { variables, from, to }: { variables: readonly VariableValue[]; from: number; to: number },
): PanelQuery {
  const step = chooseStep({ range: to - from, maxPoints: MAX_POINTS, minStep });
  const values = { variables, from, to, step, rateInterval: rateInterval(step, { minStep }) };
  return {
    refId: 'Anno',
    expr: interpolateQuery(expr, values),
    legendFormat: '',
    instant: false,
    start: Math.floor(from / step) * step,
    end: Math.floor(to / step) * step,
    step,
  };
}

/** Samples in a row are one region; regions of the same title that touch or overlap are one too. */
export function regionsOf(
  { name, titleFormat, color }: Pick<AnnotationQuery, 'name' | 'titleFormat' | 'color'>,
  series: readonly RangeSeries[],
  step: number,
): Region[] {
  const spans = series.flatMap(({ labels, samples }) => {
    const title = (titleFormat === '' ? '' : seriesName(titleFormat, labels, '')) || name;
    return samples
      .filter(({ value }) => value !== 0 && !Number.isNaN(value))
      .map(({ time }): Region => ({ title, color, start: time, end: time }));
  });
  const open = new Map<string, Region>();
  const regions: Region[] = [];
  for (const span of spans.sort((a, b) => a.start - b.start)) {
    const last = open.get(span.title);
    if (last && span.start - last.end <= 1.5 * step) {
      last.end = Math.max(last.end, span.end);
    } else {
      open.set(span.title, span);
      regions.push(span);
    }
  }
  return regions;
}
