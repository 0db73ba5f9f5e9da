/** How a text is written in its file: `escaped` is JSON and YAML's double quotes, `doubled` YAML's single quotes. */
export type Writing = 'plain' | 'escaped' | 'doubled';

/**
 * Where each character of a text is in the file it was read from: one offset for each UTF-16 code unit, and one for
 * the end. YAML folds lines and cuts indents, but keeps everything that is not blank in its order: that is what is
 * followed here. A blank gets an approximate offset.
 * @param from offset of the first written character, after an opening quote
 * @param to offset after the last one, before a closing quote
 */
export function alignText(
  text: string,
  source: string,
  { from, to, writing }: { from: number; to: number; writing: Writing },
): number[] {
  const offsets: number[] = [];
  let at = from;
  for (const unit of text.split('')) {
    const blank = isBlank(unit);
    for (let next = written(source, at, writing); !blank && next.blank && at < to;) {
      at += next.length;
      next = written(source, at, writing);
    }
    offsets.push(Math.min(at, to));
    const { length, blank: blankInFile } = written(source, at, writing);
    if (!blank || blankInFile) at += length;
  }
  return [...offsets, Math.min(at, to)];
}

interface Written {
  /** Characters in the file. */
  length: number;
  /** True if it reads as a blank, a line break, or nothing. */
  blank: boolean;
}

/** What the file has at an offset for one character of the text. */
function written(source: string, at: number, writing: Writing): Written {
  const char = source.charAt(at);
  if (writing === 'doubled' && char === "'") return { length: 2, blank: false };
  if (writing !== 'escaped' || char !== '\\') return { length: 1, blank: isBlank(char) };
  const kind = source.charAt(at + 1);
  const digits = { x: 2, u: 4, U: 8 }[kind];
  if (digits !== undefined) {
    const code = Number.parseInt(source.slice(at + 2, at + 2 + digits), 16);
    return { length: 2 + digits, blank: code <= 0x10ffff && isBlank(String.fromCodePoint(code)) };
  }
  // A backslash at the end of a line joins it to the next one.
  if (kind === '\r' && source.charAt(at + 2) === '\n') return { length: 3, blank: true };
  return { length: 2, blank: /[\s nrtvfNLP_]/.test(kind) };
}

function isBlank(char: string): boolean {
  return /^\s$/.test(char);
}
