/** Which brackets of a query belong together. Pure. */

export interface Brackets {
  /** Offset of a bracket → offset of the one that it belongs to, both ways. */
  partners: ReadonlyMap<number, number>;
  /** How many are open at the end. */
  open: number;
}

/** Strings, open ones too, and comments, in which brackets are text; or a bracket. */
const TOKEN = /"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|`[^`]*`?|#[^\n]*|[()[\]{}]/gs;
const OPENING: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

export function matchBrackets(text: string): Brackets {
  const partners = new Map<number, number>();
  const open: { bracket: string; at: number }[] = [];
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    const opening = OPENING[token];
    if (token === '(' || token === '[' || token === '{') open.push({ bracket: token, at: index });
    else if (opening !== undefined && open.at(-1)?.bracket === opening) {
      const { at } = open.pop()!;
      partners.set(at, index).set(index, at);
    }
  }
  return { partners, open: open.length };
}

/** The pair that the cursor touches: the bracket before it, or else the one behind. */
export function bracketsAt(text: string, cursor: number): readonly [number, number] | undefined {
  const { partners } = matchBrackets(text);
  for (const at of [cursor - 1, cursor]) {
    const partner = partners.get(at);
    if (partner !== undefined) return [at, partner];
  }
  return undefined;
}
