import type { ServiceName } from '../spec.js';

/** From least to most severe. */
export const LEVELS = ['debug', 'info', 'warn', 'error', 'fatal'] as const;
export type Level = (typeof LEVELS)[number];

/** A line of a service's log. */
export interface LogLine {
  service: ServiceName;
  /** As the service wrote it. */
  line: string;
  /** RFC 3339 UTC; that of the line before it if it has none, such as a part of a stack trace. */
  time?: string;
  level?: Level;
}

/** JSON's "time" field, logfmt's time=, ts= or t=, or a time at the start of the line, as PostgreSQL writes it. */
const TIME =
  /"time":"([^"]+)"|(?:^|\s)(?:time|ts|t)="?([^\s"]+)|^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d+)?)(?: UTC|Z)/;

/** Unix time in milliseconds; undefined if the line has none. */
export function timeOf(line: string): number | undefined {
  const [, json, logfmt, date, time] = TIME.exec(line.slice(0, 500)) ?? [];
  const ms = Date.parse(json ?? logfmt ?? `${date}T${time}Z`);
  return Number.isNaN(ms) ? undefined : ms;
}

/** JSON's "level" field, logfmt's level= or lvl=, or PostgreSQL's severity. */
const LEVEL =
  /"level":"(\w+)"|(?:^|\s)(?:level|lvl)=(\w+)|^\d{4}-\S+ \S+ \w+ \[\d+\] (?:\S+ )?([A-Z]+\d?):\s/;
/** What the services call them. PostgreSQL's DETAIL, HINT, CONTEXT and STATEMENT belong to the line before. */
const NAMES: Readonly<Record<string, Level>> = {
  ...{ trace: 'debug', debug: 'debug', debug1: 'debug', debug2: 'debug' },
  ...{ info: 'info', log: 'info', notice: 'info', warn: 'warn', warning: 'warn' },
  ...{ error: 'error', eror: 'error', err: 'error', fatal: 'fatal', panic: 'fatal', critical: 'fatal' },
};

/** Undefined if the line has none. */
export function levelOf(line: string): Level | undefined {
  const [, json, logfmt, postgres] = LEVEL.exec(line.slice(0, 500)) ?? [];
  return NAMES[(json ?? logfmt ?? postgres ?? '').toLowerCase()];
}

/** What a line says apart from its time and level: `event key=value …` for JSON, `message key=value …` for logfmt. */
export function messageOf(line: string): string {
  if (line.startsWith('{')) return fromJson(line) ?? line;
  const postgres = /^\d{4}-\S+ \S+ \w+ \[\d+\] (.*)$/s.exec(line)?.[1];
  if (postgres !== undefined) return postgres.replace(/^(?:LOG|ERROR|FATAL|WARNING):\s+/, '');
  return timeOf(line) === undefined || levelOf(line) === undefined ? line : fromLogfmt(line);
}

function fromJson(line: string): string | undefined {
  try {
    const { event, msg, time, level, ...fields } = JSON.parse(line) as Record<string, unknown>;
    void [time, level];
    return phrase(event ?? msg, Object.entries(fields));
  } catch {
    return undefined;
  }
}

/** Known to the reader already, or of use to the service's developers only. */
const DROPPED = new Set(['time', 'ts', 't', 'level', 'lvl', 'caller', 'source', 'msg']);

function fromLogfmt(line: string): string {
  const fields = [...line.matchAll(/([\w.]+)=("(?:[^"\\]|\\.)*"|\S*)/g)].map(
    ([, key, value]) => [key!, unquoted(value!)] as const,
  );
  const message = fields.find(([key]) => key === 'msg')?.[1];
  return phrase(
    message,
    fields.filter(([key]) => !DROPPED.has(key)),
  );
}

function phrase(message: unknown, fields: readonly (readonly [string, unknown])[]): string {
  const rest = fields.map(([key, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return `${key}=${text === '' || /[\s"]/.test(text) ? JSON.stringify(text) : text}`;
  });
  return [...(message === undefined ? [] : [String(message)]), ...rest].join(' ');
}

function unquoted(value: string): string {
  if (!value.startsWith('"')) return value;
  try {
    return JSON.parse(value) as string;
  } catch {
    return value;
  }
}
