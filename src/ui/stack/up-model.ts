import { REGULAR_SERVICES, SERVICES } from '../../stack/services/index.js';
import type { ServiceName, ServiceSpec } from '../../stack/spec.js';
import type { ServiceProgress, UpEvent, UpPhase } from '../../stack/up/events.js';

/** A service's row. */
export interface UpRow {
  service: ServiceName;
  title: string;
  state: ServiceProgress;
  detail: string;
  progress?: { done?: number; total?: number };
  /** Milliseconds since the epoch: when it was first heard of, and when it reached its end. */
  since?: number;
  until?: number;
}

export interface UpModel {
  phase: UpPhase;
  rows: readonly UpRow[];
  targets?: { up: number; of: number };
  /** When the wait for the first scrape began, and ended. */
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

/** Folds one event in. @param now milliseconds since the epoch */
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
      return { ...model, notices: [...model.notices, event.text] };
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

/** A stand-in gets its row when it is first heard of. */
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
    detail: event.detail ?? '',
    ...(event.progress && { progress: event.progress }),
    since,
    ...(ended && { until: row.until ?? now }),
  };
}

/** Seconds with one decimal, such as "3.2 s"; empty before there is anything to time. */
export function elapsedText(since: number | undefined, until: number | undefined, now: number): string {
  return since === undefined ? '' : `${(Math.max(0, (until ?? now) - since) / 1000).toFixed(1)} s`;
}

/** How far a download is: "12.4 of 93.1 MB", "12.4 MB". */
export function progressText({ done, total }: { done?: number; total?: number } = {}): string {
  if (done === undefined) return '';
  const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
  return total === undefined ? `${megabytes(done)} MB` : `${megabytes(done)} of ${megabytes(total)} MB`;
}

/** A plain line for an event, for output that cannot be redrawn; undefined for what is only worth a redraw. */
export function upEventLine(event: UpEvent): string | undefined {
  switch (event.type) {
    case 'notice':
      return event.text;
    case 'phase':
      return event.phase === 'scrape'
        ? 'waiting for the first scrape of every target'
        : event.phase === 'rollback'
          ? 'taking back what was started'
          : undefined;
    case 'targets':
      return undefined;
    case 'service': {
      if (event.progress?.done !== undefined || event.state === 'waiting') return undefined;
      const verb = {
        acquiring: event.detail ? 'fetching' : undefined,
        seeding: 'seeding',
        starting: 'starting',
        checking: undefined,
        healthy: 'healthy',
        skipped: 'skipped',
        failed: 'failed',
        stopped: 'stopped',
      }[event.state];
      return verb && `${event.service.padEnd(10)} ${verb}${event.detail ? `: ${event.detail}` : ''}`;
    }
  }
}
