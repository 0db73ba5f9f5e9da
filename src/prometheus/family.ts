import type { MetricMetadata } from './types.js';

/** What a histogram, summary or counter family appends to the names of its series. */
export const FAMILY_SUFFIXES = ['_bucket', '_count', '_sum', '_total'] as const;

/** A metric's metadata: it is listed under the family's name, not under the names of a histogram's or summary's parts. */
export function familyOf(
  name: string,
  metadata: ReadonlyMap<string, MetricMetadata> | undefined,
): MetricMetadata | undefined {
  return metadata?.get(name) ?? metadata?.get(name.replace(/_(total|bucket|count|sum)$/, ''));
}
