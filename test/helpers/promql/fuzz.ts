type Random = () => number;

/** Longer texts show nothing that shorter ones don't, and take longer. */
const MAX_BYTES = 300;

/** Random bytes, read as text: control characters, halves of characters and all. */
export function randomText(random: Random): string {
  const length = Math.floor(random() * MAX_BYTES);
  return Buffer.from(Array.from({ length }, () => Math.floor(random() * 256))).toString();
}

const PIECES = [
  ...'()[]{}"\'`,:=!~<>+-*/%^@#\\$ \n\t',
  ...[
    '==',
    '!=',
    '=~',
    '!~',
    '>=',
    '<=',
    ' and ',
    ' or ',
    ' unless ',
    ' by (',
    ' without (',
    ' on(',
    ' ignoring(',
    ' bool ',
  ],
  ...[
    'group_left(',
    ' offset ',
    ' @ end()',
    '[1m]',
    '[5m:1s]',
    '5m',
    '1e309',
    'NaN',
    '-Inf',
    '0x1f',
    '0.95',
    '99999999999999',
  ],
  ...[
    'rate(',
    'sum(',
    'histogram_quantile(',
    'topk(',
    'count_values("x",',
    'label_replace(',
    'absent(',
    'scalar(',
    'vector(',
  ],
  ...[
    'up',
    'http_requests_total',
    '{job="api"}',
    '{a=~"(a+)+$"}',
    '{a=~"["}',
    '“',
    '\u0000',
    '\ud800',
    '☃',
    '𝕏',
    '\u202e',
  ],
];

/** A query with pieces of PromQL put in, taken out, doubled and swapped. */
export function mutated(query: string, random: Random): string {
  let text = query;
  for (let count = 1 + Math.floor(random() * 6); count > 0; count--) {
    const [a, b] = [Math.floor(random() * (text.length + 1)), Math.floor(random() * (text.length + 1))].sort(
      (x, y) => x - y,
    ) as [number, number];
    const piece = PIECES[Math.floor(random() * PIECES.length)]!;
    const ways = [
      () => text.slice(0, a) + piece + text.slice(a),
      () => text.slice(0, a) + text.slice(Math.min(b, a + 8)),
      () => text.slice(0, a) + piece + text.slice(Math.min(b, a + piece.length)),
      () => text.slice(0, b) + text.slice(a, b) + text.slice(b),
      () => text.slice(b) + text.slice(a, b) + text.slice(0, a),
      () => piece.repeat(1 + Math.floor(random() * 20)) + text,
    ];
    text = ways[Math.floor(random() * ways.length)]!().slice(0, 4 * MAX_BYTES);
  }
  return text;
}
