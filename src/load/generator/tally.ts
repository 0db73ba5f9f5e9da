import { LatencyRecorder } from './latency.js';
import type { AnsweredRow, ErrorCounts, LossKind, LostRow, Tally } from './messages.js';
import type { WorkloadRequest } from './workload.js';

/** Counts what users do and what they get, for the current interval and for the whole run. */
export class TallyRecorder {
  private readonly interval = new Counts();
  private readonly total = new Counts();
  private measured: Counts | undefined;
  private readonly answeredRows = new Map<string, AnsweredRow>();
  private readonly lostRows = new Map<string, LostRow>();

  /** @param timeoutMs the least that a timed-out request counts as */
  constructor(private readonly timeoutMs: number) {}

  began(): void {
    this.interval.sent += 1;
  }

  answered(request: WorkloadRequest, statusCode: number, bytes: number, elapsedMs: number): void {
    const { method, route } = request;
    const status = String(statusCode);
    bump(this.answeredRows, `${method} ${route} ${status}`, () => ({ method, route, status, count: 0 }));
    this.interval.responses += 1;
    this.interval.bytes += bytes;
    increment(this.interval.byStatus, status);
    this.interval.latency.record(elapsedMs);
  }

  /** @param errno with kind `connection`; the bytes of an incomplete answer are not counted */
  lost(request: WorkloadRequest, kind: LossKind, elapsedMs: number, errno?: string): void {
    const { method, route } = request;
    const row =
      errno === undefined ? { method, route, kind, count: 0 } : { method, route, kind, errno, count: 0 };
    bump(this.lostRows, `${method} ${route} ${kind} ${errno ?? ''}`, () => row);
    this.interval.errors[kind] += 1;
    if (errno !== undefined) increment(this.interval.errors.byErrno, errno);
    // Left out, a server that hangs on one request in three would look fast.
    if (kind === 'timeout') this.interval.latency.record(Math.max(elapsedMs, this.timeoutMs));
  }

  /** Returns what happened since the last call, and starts a new interval. */
  flush(): Tally {
    const tally = this.interval.tally();
    this.total.add(this.interval);
    this.measured?.add(this.interval);
    this.interval.reset();
    return tally;
  }

  /** The warm-up is over: intervals flushed from now on also count in `sinceWarmup`. */
  endWarmup(): void {
    this.measured = new Counts();
  }

  sinceWarmup(): Tally | undefined {
    return this.measured?.tally();
  }

  /** Everything that was flushed. */
  totals(): Tally {
    return this.total.tally();
  }

  rows(): { answered: AnsweredRow[]; lost: LostRow[]; histogram: string } {
    return {
      answered: [...this.answeredRows.values()],
      lost: [...this.lostRows.values()],
      histogram: this.total.latency.encode(),
    };
  }
}

class Counts {
  sent = 0;
  responses = 0;
  bytes = 0;
  byStatus: Record<string, number> = {};
  errors: ErrorCounts = noErrors();
  readonly latency = new LatencyRecorder();

  add(other: Counts): void {
    this.sent += other.sent;
    this.responses += other.responses;
    this.bytes += other.bytes;
    for (const [status, count] of Object.entries(other.byStatus)) increment(this.byStatus, status, count);
    for (const kind of LOSS_KINDS) this.errors[kind] += other.errors[kind];
    for (const [errno, count] of Object.entries(other.errors.byErrno)) {
      increment(this.errors.byErrno, errno, count);
    }
    this.latency.add(other.latency);
  }

  reset(): void {
    this.sent = this.responses = this.bytes = 0;
    this.byStatus = {};
    this.errors = noErrors();
    this.latency.reset();
  }

  tally(): Tally {
    const { sent, responses, bytes } = this;
    const errors = { ...this.errors, byErrno: { ...this.errors.byErrno } };
    return {
      sent,
      responses,
      bytes,
      byStatus: { ...this.byStatus },
      errors,
      latencyMs: this.latency.summary(),
    };
  }
}

const LOSS_KINDS: readonly LossKind[] = ['timeout', 'connection', 'closed', 'aborted'];

function noErrors(): ErrorCounts {
  return { timeout: 0, connection: 0, closed: 0, aborted: 0, byErrno: {} };
}

function increment(counts: Record<string, number>, key: string, by = 1): void {
  counts[key] = (counts[key] ?? 0) + by;
}

function bump<Row extends { count: number }>(rows: Map<string, Row>, key: string, make: () => Row): void {
  let row = rows.get(key);
  if (!row) rows.set(key, (row = make()));
  row.count += 1;
}
