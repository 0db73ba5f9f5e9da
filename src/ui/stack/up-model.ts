import { REGULAR_SERVICES, SERVICES } from '../../stack/services/index.js';
import type { ServiceName, ServiceSpec } from '../../stack/spec.js';
import type { ServiceProgress, UpEvent, UpPhase } from '../../stack/up/events.js';
import { pasteable } from '../../util/invocation.js';

/** A service's row. */
export interface UpRow {
  service: ServiceName;
  title: string;
  state: ServiceProgress;
  detail: string;
  progress?: { done?: number; total?: number };
  /** Milliseconds since the epoch: its first event, and its last. */
  since?: number;
  until?: number;
}

export interface UpModel {
  phase: UpPhase;
  rows: readonly UpRow[];
  targets?: { up: number; of: number };
  /** When the wait for the first scrape began and ended. */
  scrapeSince?: number;
  scrapeUntil?: number;
  notices: readonly string[];
}

const ENDS: ReadonlySet<ServiceProgress> = new Set(['healthy', 'skipped', 'failed', 'stopped']);

export function initialUpModel(): UpModel {
  return {
    phase: 'preflight',
    rows: REGULAR_SERVICES.map(waitingRow),
    notices: [],
  };
}

/**
 * The model after one more event.
 * @param now milliseconds since the epoch
 */
export function foldUpEvent(model: UpModel, event: UpEvent, now: number): UpModel {
  switch (event.type) {
    case 'phase':
      return {
        ...model,
        phase: event.phase,
        ...(event.phase === 'scrape' && { scrapeSince: now }),
        ...(model.phase === 'scrape' && { scrapeUntil: now }),
      };
    case 'notice':
      return { ...model, notices: [...model.notices, pasteable(event.text)] };
    case 'targets':
      return { ...model, targets: { up: event.up, of: event.of } };
    case 'service':
      return {
        ...model,
        rows: withRow(model.rows, event.service).map((row) =>
          row.service === event.service ? foldRow(row, event, now) : row,
        ),
      };
  }
}

/** A stand-in gets its row with its first event. */
function withRow(rows: readonly UpRow[], service: ServiceName): readonly UpRow[] {
  if (rows.some((row) => row.service === service)) return rows;
  return [...rows, waitingRow(SERVICES[service])];
}

function waitingRow({ name, title }: ServiceSpec): UpRow {
  return { service: name, title, state: 'waiting', detail: '' };
}

function foldRow(row: UpRow, event: Extract<UpEvent, { type: 'service' }>, now: number): UpRow {
  const { service, title } = row;
  const ended = ENDS.has(event.state);
  const since = row.since ?? now;
  return {
    service,
    title,
    state: event.state,
    detail: pasteable(event.detail ?? ''),
    ...(event.progress && { progress: event.progress }),
    since,
    ...(ended && { until: row.until ?? now }),
  };
}
