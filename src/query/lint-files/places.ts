/** Where something is in a file, both counted from 1; columns in UTF-16 code units. */
export interface Place {
  line: number;
  column: number;
}

/** Line and column of an offset in a text. */
export type PlaceOf = (offset: number) => Place;

/** Prepares a text for many questions about its places. */
export function placesOf(source: string): PlaceOf {
  const starts = [0, ...[...source.matchAll(/\r\n|\n|\r/g)].map(({ 0: end, index }) => index + end.length)];
  return (offset) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - starts[low]! + 1 };
  };
}
