import { alignText } from './align.js';
import { type Container, type Located, type LocatedText, MalformedFileError } from './located.js';

/** No dashboard is nested deeper, and recursion needs a limit. */
const MAX_DEPTH = 200;

interface Span {
  /** Where the field begins, with its name. */
  start: number;
  from: number;
  to: number;
}

/**
 * Reads JSON and remembers where each value is, which JSON.parse does not.
 * @throws MalformedFileError
 */
export function readJson(source: string): Located {
  const reader = new Reader(source);
  const data = reader.document();
  return {
    data,
    text: (container, key) => reader.text(container, key),
    offsetOf: (container, key) => reader.spans.get(container)?.get(key)?.start ?? 0,
    startOf: (container) => reader.starts.get(container) ?? 0,
  };
}

class Reader {
  readonly spans = new Map<Container, Map<string | number, Span>>();
  readonly starts = new Map<Container, number>();
  private at = 0;
  private depth = 0;

  constructor(private readonly source: string) {}

  document(): unknown {
    this.blanks();
    const data = this.value();
    this.blanks();
    if (this.at < this.source.length) this.fail('unexpected text after the end of the document');
    return data;
  }

  text(container: Container, key: string | number): LocatedText | undefined {
    const span = this.spans.get(container)?.get(key);
    if (!span) return undefined;
    const raw = this.source.slice(span.from, span.to);
    if (/^[[{]|^null$/.test(raw)) return undefined;
    if (!raw.startsWith('"')) return { text: raw, offsetOf: (offset) => span.from + offset };
    const text = JSON.parse(raw) as string;
    let offsets: number[] | undefined;
    return {
      text,
      offsetOf: (offset) => {
        offsets ??= alignText(text, this.source, {
          from: span.from + 1,
          to: span.to - 1,
          writing: 'escaped',
        });
        return offsets[offset] ?? span.to - 1;
      },
    };
  }

  private value(): unknown {
    const char = this.source.charAt(this.at);
    if (char === '{' || char === '[') {
      if (++this.depth > MAX_DEPTH) this.fail('it is nested too deeply');
      const value = char === '{' ? this.object() : this.array();
      this.depth--;
      return value;
    }
    if (char === '"') return this.string();
    const [word] = this.match(/true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y) ?? [];
    if (word === undefined) {
      this.fail(this.at < this.source.length ? 'a value is expected here' : 'the file ends too early');
    }
    return JSON.parse(word);
  }

  private object(): Record<string, unknown> {
    const fields: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
    const spans = this.open(fields);
    this.items('}', () => {
      const start = this.at;
      if (this.source.charAt(start) !== '"') this.fail('a field name in double quotes is expected here');
      const name = this.string();
      this.blanks();
      if (this.source.charAt(this.at) !== ':') this.fail('a colon is expected here');
      this.at++;
      this.blanks();
      const from = this.at;
      fields[name] = this.value();
      spans.set(name, { start, from, to: this.at });
    });
    return fields;
  }

  private array(): unknown[] {
    const list: unknown[] = [];
    const spans = this.open(list);
    this.items(']', () => {
      const from = this.at;
      list.push(this.value());
      spans.set(list.length - 1, { start: from, from, to: this.at });
    });
    return list;
  }

  private open(container: Container): Map<string | number, Span> {
    const spans = new Map<string | number, Span>();
    this.spans.set(container, spans);
    this.starts.set(container, this.at);
    return spans;
  }

  private items(close: string, read: () => void): void {
    this.at++;
    this.blanks();
    if (this.source.charAt(this.at) === close) {
      this.at++;
      return;
    }
    for (;;) {
      read();
      this.blanks();
      const char = this.source.charAt(this.at);
      if (char !== ',' && char !== close) {
        this.fail(char === '' ? 'the file ends too early' : `a comma or ${close} is expected here`);
      }
      this.at++;
      if (char === close) return;
      this.blanks();
    }
  }

  private string(): string {
    // eslint-disable-next-line no-control-regex
    const [raw] = this.match(/"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y) ?? [];
    if (raw === undefined) {
      this.fail('this string is not closed, or has a character that JSON does not allow');
    }
    return JSON.parse(raw) as string;
  }

  private blanks(): void {
    this.match(/[ \t\r\n]*/y);
  }

  private match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.source);
    if (found) this.at += found[0].length;
    return found;
  }

  private fail(message: string): never {
    throw new MalformedFileError(message, this.at);
  }
}
