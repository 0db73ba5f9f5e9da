import autocannon from 'autocannon';
import { seededRandom } from '../../util/random.js';
import { driveClient, type DrivenClient } from './client.js';
import type { LoadPlan } from './messages.js';
import type { TallyRecorder } from './tally.js';
import { itemLabel, PageVisitor, type Workload, type WorkloadRequest, WorkloadUser } from './workload.js';

/** The users of a run: started a few at a time, stopped together. */
export class UserPool {
  private readonly workloads: Workload[] = [];
  private readonly clients: DrivenClient[] = [];
  private active = 0;
  private onEmpty: (() => void) | undefined;

  constructor(
    private readonly plan: LoadPlan,
    private readonly tally: TallyRecorder,
  ) {}

  /** Users started. */
  get started(): number {
    return this.workloads.length;
  }

  /** Users that are still active. */
  get running(): number {
    return this.active;
  }

  /** Starts more users: one autocannon instance with as many connections. */
  start(count: number): void {
    autocannon({
      url: this.plan.url,
      connections: count,
      timeout: this.plan.timeoutMs / 1000,
      // It never ends by itself: a run ends when its users are stopped.
      duration: 86_400,
      setupClient: (client) => this.clients.push(this.createUser(client)),
      // Its statistics are not used, and cost 10 MB and one second of aggregation per instance.
      skipAggregateResult: true,
      histograms: { latencies: NO_HISTOGRAM, requests: NO_HISTOGRAM, throughput: NO_HISTOGRAM },
    } as autocannon.Options);
  }

  /** Starts no further requests; resolves when the last one in flight is answered or given up. */
  async stop(): Promise<void> {
    const empty = new Promise<void>((resolve) => (this.onEmpty = resolve));
    for (const client of this.clients) client.stop();
    if (this.active > 0) await empty;
  }

  /** Cuts off the requests still in flight. */
  abort(): void {
    for (const client of this.clients) client.abort();
  }

  /** Ids of items that may still be there. */
  leftovers(): number[] {
    return this.workloads.flatMap((workload) => workload.leftovers());
  }

  uncertainCreates(): number {
    return this.workloads.reduce((sum, workload) => sum + workload.uncertainCreates, 0);
  }

  private createUser(client: autocannon.Client): DrivenClient {
    const { runId, mix, path, seed, url } = this.plan;
    const number = this.started;
    const workload =
      path === undefined
        ? new WorkloadUser(mix, `${itemLabel(runId)} u${number}`, seededRandom(seed + number))
        : new PageVisitor(path);
    this.workloads.push(workload);
    this.active += 1;
    const { host } = new URL(url);
    let request: WorkloadRequest;
    return driveClient(client, {
      begin: () => {
        request = workload.next();
        this.tally.began();
        return encodeRequest(request, host);
      },
      answered: (status, bytes, elapsedMs, location) => {
        workload.answered(request, status, idOf(location));
        this.tally.answered(request, status, bytes, elapsedMs);
      },
      lost: (kind, elapsedMs, errno) => {
        workload.lost(request);
        this.tally.lost(request, kind, elapsedMs, errno);
      },
      done: () => {
        this.active -= 1;
        if (this.active === 0) this.onEmpty?.();
      },
    });
  }
}

/** A request in HTTP/1.1. The body is ASCII: its length is its size. */
export function encodeRequest({ method, path, body }: WorkloadRequest, host: string): string {
  const head = `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: keep-alive\r\n`;
  if (body === undefined) return `${head}\r\n`;
  return `${head}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

/** The id at the end of a Location such as /items/42. */
function idOf(location: string | undefined): number | undefined {
  const match = location === undefined ? null : /\/items\/(\d+)$/.exec(location);
  return match ? Number(match[1]) : undefined;
}

/** Takes autocannon's values and keeps none; the mark makes it skip encoding. */
const NO_HISTOGRAM = {
  __custom: true,
  recordValue: () => {},
  recordValueWithExpectedInterval: () => {},
  reset: () => {},
  destroy: () => {},
};
