import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  parseAllDocuments,
  type Scalar,
} from 'yaml';
import { syntaxInWords } from '../../util/yaml/messages.js';
import { alignText, type Writing } from './align.js';
import { type Container, type Located, type LocatedText, MalformedFileError } from './located.js';

/** Aliases can expand to a document of any size. */
const MAX_NODES = 500_000;
const MAX_DEPTH = 200;

/**
 * Reads the documents of a YAML file, with the place of every value. Merge keys and aliases are resolved.
 * @throws MalformedFileError for the first thing that YAML refuses
 */
export function readYamlDocuments(source: string): Located[] {
  const documents = parseAllDocuments(source, { prettyErrors: false, merge: false, logLevel: 'error' });
  if (!Array.isArray(documents)) return [];
  return documents.map((document) => {
    const [error] = [...document.errors].sort((a, b) => a.pos[0] - b.pos[0]);
    if (error) {
      throw new MalformedFileError(templated(source, error.pos[0]) ?? syntaxInWords(error), error.pos[0]);
    }
    return located(document, source);
  });
}

/** A Helm template only becomes YAML when it is rendered. */
function templated(source: string, offset: number): string | undefined {
  const line = source.slice(source.lastIndexOf('\n', offset - 1) + 1).split('\n', 1)[0]!;
  return /^\s*\{\{|:\s*\{\{/.test(line)
    ? 'this is a template, not YAML: render it first, as with helm template'
    : undefined;
}

interface Entry {
  start: number;
  node: Node | null;
}

function located(document: Document, source: string): Located {
  const entries = new Map<Container, Map<string | number, Entry>>();
  const starts = new Map<Container, number>();
  let nodes = 0;

  function open(container: Container, node: Node): Map<string | number, Entry> {
    const fields = new Map<string | number, Entry>();
    entries.set(container, fields);
    starts.set(container, node.range?.[0] ?? 0);
    return fields;
  }

  function plain(node: unknown, depth: number): unknown {
    const target = resolved(node, document);
    const start = target?.range?.[0] ?? 0;
    if (++nodes > MAX_NODES) throw new MalformedFileError('its aliases expand to too many values', start);
    if (depth > MAX_DEPTH) throw new MalformedFileError('it is nested too deeply', start);
    if (isScalar(target)) return target.value;
    if (isSeq(target)) {
      const list: unknown[] = [];
      const items = open(list, target);
      for (const item of target.items) {
        items.set(list.length, { start: (item as Node).range?.[0] ?? start, node: resolved(item, document) });
        list.push(plain(item, depth + 1));
      }
      return list;
    }
    if (!isMap(target)) return null;
    const map = Object.create(null) as Record<string, unknown>;
    const fields = open(map, target);
    for (const { key, value } of target.items) {
      const name = isScalar(key) ? String(key.value) : undefined;
      if (name === undefined) continue;
      const data = plain(value, depth + 1);
      if (name === '<<') {
        merge(data, map, fields);
        continue;
      }
      map[name] = data;
      fields.set(name, { start: (key as Node).range?.[0] ?? start, node: resolved(value, document) });
    }
    return map;
  }

  /** `<<: *base`: fields that are given directly win, whichever comes first. */
  function merge(data: unknown, map: Record<string, unknown>, fields: Map<string | number, Entry>): void {
    for (const base of Array.isArray(data) ? (data as unknown[]) : [data]) {
      for (const [key, entry] of entries.get(base as Container) ?? []) {
        if (key in map) continue;
        map[key] = (base as Record<string, unknown>)[key];
        fields.set(key, entry);
      }
    }
  }

  return {
    data: plain(document.contents, 0),
    text: (container, key) => {
      const node = entries.get(container)?.get(key)?.node;
      return isScalar(node) ? scalarText(node, source) : undefined;
    },
    offsetOf: (container, key) => entries.get(container)?.get(key)?.start ?? 0,
    startOf: (container) => starts.get(container) ?? 0,
  };
}

function resolved(node: unknown, document: Document): Node | null {
  const target = isAlias(node) ? node.resolve(document) : node;
  return (target as Node | null | undefined) ?? null;
}

function scalarText(scalar: Scalar, source: string): LocatedText | undefined {
  if (!scalar.range || scalar.value === null) return undefined;
  const [start, end] = scalar.range;
  const text = typeof scalar.value === 'string' ? scalar.value : source.slice(start, end);
  const quoted = scalar.type === 'QUOTE_DOUBLE' || scalar.type === 'QUOTE_SINGLE';
  const block = scalar.type === 'BLOCK_LITERAL' || scalar.type === 'BLOCK_FOLDED';
  const from = block ? source.indexOf('\n', start) + 1 : start + Number(quoted);
  const to = end - Number(quoted);
  let offsets: number[] | undefined;
  return {
    text,
    offsetOf: (offset) => {
      offsets ??= alignText(text, source, { from, to, writing: WRITING[scalar.type ?? ''] ?? 'plain' });
      return offsets[offset] ?? to;
    },
  };
}

const WRITING: Readonly<Record<string, Writing>> = { QUOTE_DOUBLE: 'escaped', QUOTE_SINGLE: 'doubled' };
