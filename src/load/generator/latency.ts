import {
  build,
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  type Histogram,
} from 'hdr-histogram-js';
import type { LatencySummary } from './messages.js';

/** Ten minutes: far above any timeout, and the histogram's size hardly depends on it. */
const HIGHEST_US = 600_000_000;

/**
 * Latencies in an HDR histogram (http://hdrhistogram.org): microseconds, three significant digits, so a percentile is
 * off by at most 0.1 %. The maximum is kept exactly.
 */
export class LatencyRecorder {
  private readonly histogram = build({
    bitBucketSize: 32,
    autoResize: false,
    lowestDiscernibleValue: 1,
    highestTrackableValue: HIGHEST_US,
    numberOfSignificantValueDigits: 3,
  });
  private maxMs = 0;

  record(ms: number): void {
    if (ms > this.maxMs) this.maxMs = ms;
    this.histogram.recordValue(Math.min(HIGHEST_US, Math.max(1, Math.round(ms * 1000))));
  }

  /** Adds the values of another histogram. */
  add(other: LatencyRecorder): void {
    this.histogram.add(other.histogram);
    this.maxMs = Math.max(this.maxMs, other.maxMs);
  }

  reset(): void {
    this.histogram.reset();
    this.maxMs = 0;
  }

  summary(): LatencySummary {
    return {
      ...percentilesMs(this.histogram),
      max: this.histogram.totalCount === 0 ? null : round(this.maxMs),
    };
  }

  /** V2 format, compressed, base64: any HdrHistogram tool reads it. */
  encode(): string {
    return encodeIntoCompressedBase64(this.histogram);
  }
}

/** The percentiles of an encoded histogram. The maximum is only as exact as its bucket. */
export function decodeLatency(encoded: string): LatencySummary {
  const histogram = decodeFromCompressedBase64(encoded);
  return { ...percentilesMs(histogram), max: histogram.totalCount === 0 ? null : histogram.maxValue / 1000 };
}

function percentilesMs(histogram: Histogram): Omit<LatencySummary, 'max'> {
  const at = (percentile: number) =>
    histogram.totalCount === 0 ? null : round(histogram.getValueAtPercentile(percentile) / 1000);
  return { p50: at(50), p90: at(90), p95: at(95), p99: at(99) };
}

/** To the microsecond: no digits that were not measured. */
function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
