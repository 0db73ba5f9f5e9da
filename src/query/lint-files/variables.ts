/** A query with made-up values in place of Grafana's variables, so that it parses. */
export interface Substituted {
  text: string;
  /** The offset in the original of an offset in `text`. */
  offsetOf: (offset: number) => number;
  /** Parts of `text` that are made up, except inside quotes. */
  madeUp: readonly { from: number; to: number }[];
  /** The variable that is used as a function, if there is one: then what the query does is unknown. */
  asFunction?: string;
}

/** The made-up name, value or label. Findings that quote it are about something that nobody wrote. */
export const MADE_UP = 'obs_lab_variable';

/** `$name`, `${name}`, `${name:regex}`, `${name.field}`, `[[name]]`, `[[name:regex]]`. */
const VARIABLE = /\$\{(\w+)(?:\.[\w.[\]"]+)?(?::[^}]*)?\}|\[\[(\w+)(?::\w+)?\]\]|\$([A-Za-z_]\w*)/g;

const DURATIONS: Readonly<Record<string, string>> = {
  __rate_interval: '5m',
  __interval: '1m',
  __range: '1h',
};
const NUMBERS = /^__(?:interval_ms|range_s|range_ms|rate_interval_ms|from|to)$/;

/** Puts a value that fits the place in for each of Grafana's variables. */
export function substituteVariables(query: string): Substituted {
  const pieces: { at: number; original: number; length: number }[] = [];
  const madeUp: { from: number; to: number }[] = [];
  let text = '';
  let read = 0;
  let asFunction: string | undefined;
  const keep = (to: number): void => {
    pieces.push({ at: text.length, original: read, length: to - read });
    text += query.slice(read, to);
    read = to;
  };
  for (const match of query.matchAll(VARIABLE)) {
    const name = match[1] ?? match[2] ?? match[3]!;
    const end = match.index + match[0].length;
    keep(match.index);
    const around = surroundings(text, query.slice(end));
    if (around === 'function') asFunction ??= match[0];
    const value = valueFor(name, around);
    if (around !== 'text') madeUp.push({ from: text.length, to: text.length + value.length });
    pieces.push({ at: text.length, original: match.index, length: 0 });
    text += value;
    read = end;
  }
  keep(query.length);
  return {
    text,
    madeUp,
    ...(asFunction !== undefined && { asFunction }),
    offsetOf: (offset) => {
      const piece = pieces.findLast(({ at }) => at <= offset);
      return piece ? piece.original + Math.min(offset - piece.at, piece.length) : offset;
    },
  };
}

type Surroundings = 'text' | 'duration' | 'number-of-unit' | 'matcher' | 'function' | 'name';

/** What a variable is used as, from the query before it, already substituted, and after it. */
function surroundings(before: string, after: string): Surroundings {
  const { quoted, inside } = scan(before);
  if (quoted) return 'text';
  if (inside === '[' || /\boffset\s+-?\s*$/i.test(before)) {
    return /^[a-z]/i.test(after) ? 'number-of-unit' : 'duration';
  }
  if (inside === '{' && /[{,]\s*$/.test(before) && /^\s*[,}]/.test(after)) return 'matcher';
  // Also a part of its name: ${agg}_over_time(…).
  if (/^\w*\s*\(/.test(after)) return 'function';
  return 'name';
}

function valueFor(name: string, around: Surroundings): string {
  if (around === 'text') return MADE_UP;
  if (around === 'number-of-unit') return '5';
  if (name in DURATIONS) return DURATIONS[name]!;
  if (NUMBERS.test(name)) return '60000';
  if (around === 'duration') return '5m';
  return around === 'matcher' ? `${MADE_UP}="${MADE_UP}"` : MADE_UP;
}

/** Whether a query's beginning ends inside quotes, and which bracket is open there. */
function scan(before: string): { quoted: boolean; inside: string | undefined } {
  const open: string[] = [];
  let quote = '';
  for (let i = 0; i < before.length; i++) {
    const char = before.charAt(i);
    if (quote !== '') {
      if (char === '\\' && quote !== '`') i++;
      else if (char === quote) quote = '';
    } else if (/["'`]/.test(char)) {
      quote = char;
    } else if (char === '#') {
      i = lineEnd(before, i);
    } else if (/[([{]/.test(char)) {
      open.push(char);
    } else if (/[)\]}]/.test(char)) {
      open.pop();
    }
  }
  return { quoted: quote !== '', inside: open.at(-1) };
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}
