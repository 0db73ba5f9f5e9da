import type { ActionId } from './actions.js';
import type { AlertName } from './alerts.js';

export const INTENSITIES = ['low', 'medium', 'high'] as const;
export type Intensity = (typeof INTENSITIES)[number];

/** What separates a fault from all others: a query that returns series, or a request log line that matches. */
export type Evidence =
  | { kind: 'promql'; expr: string; says: string }
  /** Every field of `match` must be equal (a string, number) or within [min, max] in the same log line. */
  | {
      kind: 'log';
      match: Readonly<Record<string, string | number | readonly [number, number]>>;
      says: string;
    };

/** A fault as data: what is injected, how it shows, and how an operator ends it. */
export interface Fault {
  id: string;
  title: string;
  /** What it does, in one sentence. */
  what: string;
  /** The part of the lab that it breaks, as a noun phrase: "the items table". */
  hits: string;
  /** Who carries it out: a program of the lab, or the CLI on the rule files. */
  program: 'api' | 'traffic' | 'rules';
  /** The numbers of its mechanism; their names carry the unit. */
  parameters: Readonly<Record<Intensity, Readonly<Record<string, number>>>>;
  /** The fault during which it shows: without that one, nothing is wrong that anybody could see. */
  shownBy?: { id: string; intensity: Intensity };
  /** PromQL that returns series while it is injected, and none before and after. */
  symptom: string;
  evidence: readonly Evidence[];
  /** Alerts that fire at medium and high intensity. */
  alerts: readonly AlertName[];
  /** Alerts that may fire too: they depend on the intensity, or on the machine's speed. */
  mayAlert: readonly AlertName[];
  /** Any of these ends it. */
  mitigations: readonly ActionId[];
}
