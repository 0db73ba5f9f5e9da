import { describe, expect, it } from 'vitest';
import { readAnnotations, regionsOf } from './annotations.js';

const QUERY = { name: 'Alerts', titleFormat: '{{alertname}}', color: 'red' };
const series = (alertname: string, ...points: (number | [time: number, value: number])[]) => ({
  labels: { alertname },
  samples: points.map((point) =>
    typeof point === 'number' ? { time: point, value: 1 } : { time: point[0], value: point[1] },
  ),
});
const spans = (...given: Parameters<typeof regionsOf>[1]) =>
  regionsOf(QUERY, given, 1).map(({ title, start, end }) => [title, start, end]);

describe('regionsOf', () => {
  it('joins samples in a row, and splits at gaps', () => {
    expect(spans(series('A', 1, 2, 3, 7, 8))).toEqual([
      ['A', 1, 3],
      ['A', 7, 8],
    ]);
  });

  it('marks nothing while the value is zero or NaN', () => {
    expect(spans(series('A', [1, 1], [2, 0], [3, NaN], [4, 2]))).toEqual([
      ['A', 1, 1],
      ['A', 4, 4],
    ]);
  });

  it('joins what has the same title, and keeps others apart', () => {
    expect(spans(series('A', 1, 2, 3), series('A', 3, 4, 5), series('B', 2, 3))).toEqual([
      ['A', 1, 5],
      ['B', 2, 3],
    ]);
  });

  it('has the query’s name if there is no title', () => {
    expect(regionsOf({ ...QUERY, titleFormat: '' }, [series('A', 1)], 1)[0]?.title).toBe('Alerts');
  });
});

describe('readAnnotations', () => {
  const annotation = { ...QUERY, expr: 'ALERTS{job="$job"}', minStep: undefined };
  const context = { variables: [], from: 1000, to: 1060 };

  it('asks for the range, and marks nothing if Prometheus refuses', async () => {
    const asked: string[] = [];
    const regions = await readAnnotations(
      [annotation, { ...annotation, expr: 'x' }],
      context,
      async (query) => {
        asked.push(`${query.expr} ${query.start} ${query.end} ${query.step}`);
        if (query.expr === 'x') throw new Error('refused');
        return { resultType: 'matrix', series: [series('A', 1010, 1011)], warnings: [], infos: [] };
      },
    );
    expect(asked).toEqual(['ALERTS{job="$job"} 1000 1060 1', 'x 1000 1060 1']);
    expect(regions).toEqual([{ title: 'A', color: 'red', start: 1010, end: 1011 }]);
  });

  it('rejects once it is aborted', async () => {
    const aborted = AbortSignal.abort(new Error('over'));
    const run = async (): Promise<never> => {
      throw new Error('x');
    };
    await expect(readAnnotations([annotation], context, run, aborted)).rejects.toThrow('over');
  });
});
