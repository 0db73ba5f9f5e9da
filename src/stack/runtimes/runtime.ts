import type { LabHome } from '../home.js';
import type { Credentials, Ports, ServiceName, ServiceSpec } from '../spec.js';
import type { RuntimeName, ServiceRecord } from '../state.js';

/** What every act on a stack needs to know of it. */
export interface StackContext {
  home: LabHome;
  ports: Ports;
  credentials: Credentials;
  env: NodeJS.ProcessEnv;
  /** Aborted when the user interrupts. */
  signal: AbortSignal;
}

/** Bytes so far, and in all where known; without either, just what is being done. */
export type ProgressListener = (what: string, done?: number, total?: number) => void;

/** Something that carries this lab's mark but stands in no record: what an `up` that was killed left behind. */
export interface Stray {
  /** For a person: "prometheus (pid 4711)". */
  description: string;
  stop: () => Promise<void>;
}

/** Where services run. One that does not fit this interface is not needed: the rest of the stack knows no other. */
export interface Runtime {
  readonly name: RuntimeName;

  /**
   * Makes sure that there is something to run the service from, fetching it where need be.
   * @throws LabError where there is not
   */
  acquire(spec: ServiceSpec, context: StackContext, onProgress: ProgressListener): Promise<void>;

  /** True for a service that never ran: it has no data yet. */
  isNew(spec: ServiceSpec, context: StackContext): Promise<boolean>;

  /**
   * Gives an acquired Prometheus that never ran its first data: all of it, or, where it is killed half-way, none.
   * @param text in the OpenMetrics format
   * @throws Error a sentence that says why it cannot be done
   */
  backfill(spec: ServiceSpec, context: StackContext, text: Iterable<string>): Promise<void>;

  /**
   * Starts an acquired service and comes back as soon as it exists, healthy or not.
   * @param record is called before anything else can fail, so that whatever was started can be found again
   */
  start(
    spec: ServiceSpec,
    context: StackContext,
    record: (service: ServiceRecord) => Promise<void>,
  ): Promise<void>;

  /** True while the very process or container of the record lives; never true for a later one of the same number. */
  isRunning(record: ServiceRecord): Promise<boolean>;

  /** Stops it, gently first. Nothing happens to anything that is not the record's own. */
  stop(spec: ServiceSpec, record: ServiceRecord): Promise<void>;

  /** What bears this home's mark and is none of the known. */
  strays(home: LabHome, known: readonly ServiceRecord[]): Promise<Stray[]>;

  /** The last lines a service wrote, oldest first. */
  lastLines(home: LabHome, service: ServiceName, count: number): Promise<string[]>;

  /** Every line it writes from now on, until the signal. */
  follow(
    home: LabHome,
    service: ServiceName,
    onLine: (line: string) => void,
    signal: AbortSignal,
  ): Promise<void>;

  /** Removes what was made for the stack as a whole, such as a network, once nothing runs on it. */
  release(home: LabHome): Promise<void>;

  /** Removes what one service keeps, where that is worth nothing yet. Only called when it does not run. */
  discard(spec: ServiceSpec, home: LabHome): Promise<void>;

  /** Removes what the services keep. Only called when none runs. */
  removeData(home: LabHome): Promise<void>;
}
