import { decodeFromCompressedBase64, JsHistogram } from 'hdr-histogram-js';

/** A run's whole latency histogram, ready to draw. */
export interface Distribution {
  /** Latency in ms by “nines”: 0 is the fastest answer, 1 the 90th percentile, 2 the 99th, 3 the 99.9th … */
  curve: { nines: number; ms: number }[];
  /**
   * Shares of all answers, 0 to 1, by the exponent of a bin's lower edge (10^exponent ms). Empty bins are left out.
   */
  shares: Map<number, number>;
  /** Latency in ms at further percentiles. */
  p75: number;
  p999: number;
}

/** Bins per decade: fine enough for two humps, coarse enough for the eye. */
export const BINS_PER_DECADE = 16;
const CURVE_POINTS = 140;

/** @returns undefined if the text isn't a histogram, or the histogram is empty */
export function readDistribution(histogram: string): Distribution | undefined {
  const decoded = decode(histogram);
  if (!decoded || decoded.totalCount === 0) return undefined;
  const last = Math.log10(decoded.totalCount);
  const at = (percentile: number): number => decoded.getValueAtPercentile(percentile) / 1000;
  const curve = Array.from({ length: CURVE_POINTS + 1 }, (_, i) => {
    const nines = (i / CURVE_POINTS) * last;
    return { nines, ms: at(100 * (1 - 10 ** -nines)) };
  });
  return { curve, shares: sharesOf(decoded), p75: at(75), p999: at(99.9) };
}

function decode(histogram: string): JsHistogram | undefined {
  try {
    const decoded = decodeFromCompressedBase64(histogram);
    return decoded instanceof JsHistogram ? decoded : undefined;
  } catch {
    // Truncated or not a histogram: the report leaves it out.
    return undefined;
  }
}

function sharesOf(histogram: JsHistogram): Distribution['shares'] {
  const shares = new Map<number, number>();
  const last = histogram.countsArrayIndex(histogram.maxValue);
  for (let i = histogram.countsArrayIndex(histogram.minNonZeroValue); i <= last; i++) {
    const count = histogram.getCountAtIndex(i);
    if (count === 0) continue;
    const ms = histogram.medianEquivalentValue(histogram.valueFromIndex(i)) / 1000;
    const exponent = Math.floor(Math.log10(ms) * BINS_PER_DECADE) / BINS_PER_DECADE;
    shares.set(exponent, (shares.get(exponent) ?? 0) + count / histogram.totalCount);
  }
  return shares;
}
