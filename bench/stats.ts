/** Middle of a list of numbers. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** The quantile (0…1) of the numbers, by nearest rank. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] as number;
}

/** Takes two measurements in turn, A B A B …, so that drift of the machine affects both. */
export async function inTurn(
  rounds: number,
  a: () => Promise<number>,
  b: () => Promise<number>,
): Promise<{ a: number[]; b: number[] }> {
  const times: { a: number[]; b: number[] } = { a: [], b: [] };
  for (let round = 0; round < rounds; round++) {
    times.a.push(await a());
    times.b.push(await b());
  }
  return times;
}

/** "up 6.9 s, script 6.3 s, ratio 1.10 (limit 1.30)" with the ratio of the medians. */
export function printRatio(
  what: string,
  a: readonly number[],
  b: readonly number[],
  names: { a: string; b: string; unit: string; limit: string },
): void {
  const [middleA, middleB] = [median(a), median(b)];
  const { unit } = names;
  console.log(
    `${what}: ${names.a} ${middleA.toFixed(unit === 's' ? 2 : 0)} ${unit}, ${names.b} ${middleB.toFixed(unit === 's' ? 2 : 0)} ${unit}, ratio ${(middleA / middleB).toFixed(2)} (${names.limit}; ${a.length} rounds)`,
  );
}
