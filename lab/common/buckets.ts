/**
 * Edges of the latency histograms, in seconds. A quantile is only as exact as its bucket, so there is an edge
 * on every limit that the lab grades (0.025, 0.1, 0.25, 0.3, 0.5, 1 …): "how many were faster than the limit"
 * is then a count, not an estimate.
 */
export const LATENCY_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.3, 0.5, 1, 2.5, 5, 10];

/** Edges for work below the HTTP layer, in seconds: a query by key takes well under a millisecond. */
export const DATABASE_BUCKETS = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.3, 0.5, 1, 2.5, 5, 10,
];

/** Edges for body sizes, in bytes. */
export const SIZE_BUCKETS = [64, 256, 1_024, 4_096, 16_384, 65_536, 262_144];
