/** What `Intl.Segmenter` says about a text: each character that a reader sees, and where it begins. */
export interface Grapheme {
  segment: string;
  /** In UTF-16 code units. */
  index: number;
}

// Characters that never join with a neighbour: Latin and Greek letters, punctuation, arrows, box drawing, braille.
const SIMPLE =
  /^[\u0020-\u007e\u00a1-\u00ac\u00ae-\u02ff\u0391-\u0482\u2010-\u2027\u2030-\u205e\u2190-\u2bff]*$/;
let segmenter: Intl.Segmenter | undefined;

/**
 * Splits a text into graphemes, as `Intl.Segmenter` does. Making one of those takes 20 ms, because it loads rules for
 * every script, and nearly all of our texts don't need it. The build gives this to the packages that measure text, too.
 */
export const graphemes = {
  segment(text: string): Iterable<Grapheme> & { containing: (index?: number) => Grapheme | undefined } {
    if (!SIMPLE.test(text)) return (segmenter ??= new Intl.Segmenter()).segment(text);
    const at = (index: number): Grapheme => ({ segment: text[index]!, index });
    return {
      *[Symbol.iterator]() {
        for (let index = 0; index < text.length; index++) yield at(index);
      },
      containing: (index = 0) => (index >= 0 && index < text.length ? at(index) : undefined),
    };
  },
};
