/** Which brackets of a query belong together. */

export interface Brackets {
  /** Offset of a bracket → offset of its partner, both ways. */
  partners: ReadonlyMap<number, number>;
  /** How many are open at the end. */
  open: number;
}

/** A bracket; or a string, open ones too, or a comment, in which brackets are text. */
const TOKEN = /"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|`[^`]*`?|#[^\n]*|[()[\]{}]/gs;
const OPENING: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

export function matchBrackets(text: string): Brackets {
  const partners = new Map<number, number>();
  const open: { bracket: string; at: number }[] = [];
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    const opening = OPENING[token];
    if (token === '(' || token === '[' || token === '{') {
      open.push({ bracket: token, at: index });
    } else if (opening !== undefined && open.at(-1)?.bracket === opening) {
      const { at } = open.pop()!;
      partners.set(at, index).set(index, at);
    }
  }
  return { partners, open: open.length };
}

/** The pair that the cursor touches: with the bracket before it, or else with the one after it. */
export function bracketsAt(text: string, cursor: number): readonly [number, number] | undefined {
  const { partners } = matchBrackets(text);
  for (const at of [cursor - 1, cursor]) {
    const partner = partners.get(at);
    if (partner !== undefined) return [at, partner];
  }
  return undefined;
}
