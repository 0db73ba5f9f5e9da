/** A function that is true for a share of its calls, evenly spread. @param share from 0 to 1 */
export function everyShare(share: number): () => boolean {
  let due = 0;
  return () => {
    due += share;
    if (due < 1 - 1e-9) return false;
    due -= 1;
    return true;
  };
}
