import { isMap, isSeq, parseDocument, type YAMLMap } from 'yaml';
import { type Expr, walk } from '../../../promql/syntax/ast.js';
import { parsePromql } from '../../../promql/syntax/parse.js';
import { parseDuration } from '../../../util/duration.js';
import { mapsIn } from '../../../util/yaml/maps.js';

/** The rules of a file that promtool accepts, in their order. */

export interface Rule {
  kind: 'alert' | 'record';
  name: string;
  /** With recorded series of the same file replaced by what they are recorded from. */
  expr: Expr;
  /** The metrics that it reads as it is written, recorded series too. */
  sources: readonly string[];
  /** Seconds. */
  forSeconds: number;
  /** Seconds. */
  keepSeconds: number;
  labels: Readonly<Record<string, string>>;
  annotations: Readonly<Record<string, string>>;
}

/** @returns no rules if the text is not a rule file */
export function readRules(text: string): Rule[] {
  const records = new Map<string, Expr>();
  return readRawRules(text).flatMap((map): Rule[] => {
    const kind = map.has('alert') ? 'alert' : 'record';
    const name = map.get(kind);
    if (typeof name !== 'string') return [];
    const written = parsePromql(String(map.get('expr') ?? '')).expr;
    const expr = inline(written, records);
    if (kind === 'record') records.set(name, expr);
    return [
      {
        kind,
        name,
        expr,
        sources: metricsOf(written),
        forSeconds: secondsOf(map.get('for')),
        keepSeconds: secondsOf(map.get('keep_firing_for')),
        labels: textsOf(map.get('labels')),
        annotations: textsOf(map.get('annotations')),
      },
    ];
  });
}

/** The rules of a file as they are written, whether or not promtool accepts them. */
export function readRawRules(text: string): YAMLMap[] {
  const document = parseDocument(text);
  const groups: unknown = isMap(document.contents) ? document.get('groups') : undefined;
  return (isSeq(groups) ? groups.items : []).flatMap((group): YAMLMap[] => {
    const rules: unknown = isMap(group) ? group.get('rules') : undefined;
    return mapsIn(rules);
  });
}

function textsOf(value: unknown): Record<string, string> {
  return isMap(value)
    ? Object.fromEntries(value.items.map(({ key, value: text }) => [String(key), String(text)]))
    : {};
}

/** The names of the metrics that an expression selects. */
export function metricsOf(expr: Expr): string[] {
  return [...walk(expr)].flatMap(({ node }) =>
    node.kind === 'selector' && node.metric !== undefined ? [node.metric] : [],
  );
}

function secondsOf(value: unknown): number {
  return parseDuration(String(value ?? '0')) ?? 0;
}

function inline(expr: Expr, records: ReadonlyMap<string, Expr>): Expr {
  const into = <T extends Expr>(node: T): Expr => inline(node, records);
  switch (expr.kind) {
    case 'selector':
      return (expr.metric !== undefined && records.get(expr.metric)) || expr;
    case 'call':
      return { ...expr, args: expr.args.map(into) };
    case 'aggregation':
      return { ...expr, expr: into(expr.expr) };
    case 'binary':
      return { ...expr, left: into(expr.left), right: into(expr.right) };
    case 'unary':
    case 'subquery':
      return { ...expr, expr: into(expr.expr) };
    default:
      return expr;
  }
}
