/** Edit distance with swaps of neighbours counted once (optimal string alignment). */
function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let best = Math.min(substitution, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}

/**
 * Suggestions for a typo: the candidates that resemble `word`, best first. Case doesn't matter; a candidate that
 * contains the word, or is contained in it, resembles it too.
 */
export function nearest(word: string, candidates: Iterable<string>, limit = 3): string[] {
  const wanted = word.toLowerCase().slice(0, 200);
  return [...candidates]
    .map((candidate) => {
      const name = candidate.toLowerCase();
      const contained =
        wanted.length >= 3 && (name.includes(wanted) || (name.length >= 3 && wanted.includes(name)));
      const cost = distance(wanted, name.slice(0, 200));
      return { candidate, cost, near: cost <= Math.max(1, Math.floor(wanted.length / 3)) || contained };
    })
    .filter(({ near }) => near)
    .sort((a, b) => a.cost - b.cost || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, limit)
    .map(({ candidate }) => candidate);
}
