import { isMap, isSeq, type YAMLMap } from 'yaml';

/** The entries of a list that have fields; none if the value is no list. */
export function mapsIn(node: unknown): YAMLMap[] {
  return isSeq(node) ? node.items.filter((item) => isMap(item)) : [];
}
