const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** A text as a PromQL string literal in double quotes. */
export function quote(value: string): string {
  return JSON.stringify(value);
}

/** The value of a PromQL string literal: Go's escapes in "…" and '…', none in `…`. */
export function unquote(literal: string): string {
  const body = literal.slice(1, literal.length > 1 && literal.endsWith(literal[0] ?? '') ? -1 : undefined);
  if (literal.startsWith('`')) return body;
  return body.replace(
    /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|([0-7]{3})|(.))/gis,
    (whole, x?: string, u?: string, long?: string, octal?: string, single?: string) => {
      if (single !== undefined) return ESCAPES[single] ?? single;
      const code = octal === undefined ? parseInt(x ?? u ?? long ?? '', 16) : parseInt(octal, 8);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
