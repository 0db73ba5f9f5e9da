import type { LabHome } from '../home.js';
import type { ConfigFile, Credentials, Ports, ServiceName, ServiceSpec } from '../spec.js';
import type { RuntimeName, ServiceRecord } from '../state.js';

/** What every operation on a stack needs. */
export interface StackContext {
  home: LabHome;
  ports: Ports;
  credentials: Credentials;
  /** True for a service that the lab runs without. */
  isSkipped: (service: ServiceName) => boolean;
  env: NodeJS.ProcessEnv;
  /** Aborted when the user interrupts. */
  signal: AbortSignal;
}

/** Bytes so far and in total, if known; otherwise only what is being done. */
export type ProgressListener = (what: string, done?: number, total?: number) => void;

/** What a Prometheus that never ran is filled with. */
export interface BackfillData {
  /** Names the data if it is the same for every lab: blocks made of it may then be kept for the next one. */
  id?: string;
  /** In the OpenMetrics format, in pieces, with its end. */
  text: () => Iterable<string>;
}

/** Something that carries this lab's mark but is in no record: left behind by an `up` that was killed. */
export interface Stray {
  /** For a person: "prometheus (pid 4711)". */
  description: string;
  stop: () => Promise<void>;
}

/** Where services run. The rest of the stack knows a runtime only through this interface. */
export interface Runtime {
  readonly name: RuntimeName;

  /**
   * Makes sure that the program or image of the service is there, and fetches it if needed.
   * @returns what the user should know about it, such as a download that was refused
   * @throws LabError if it is not available
   */
  acquire(
    spec: ServiceSpec,
    context: StackContext,
    onProgress: ProgressListener,
  ): Promise<string | undefined>;

  /** True for a service that never ran: it has no data yet. */
  isNew(spec: ServiceSpec, context: StackContext): Promise<boolean>;

  /**
   * Fills an acquired Prometheus that never ran: with all the data or, if this is killed half-way, none.
   * @throws Error a sentence that says why it failed
   */
  backfill(spec: ServiceSpec, context: StackContext, data: BackfillData): Promise<void>;

  /**
   * Starts an acquired service and returns as soon as it exists, healthy or not.
   * @param record called before anything else can fail, so that the started service can be found again
   */
  start(
    spec: ServiceSpec,
    context: StackContext,
    record: (service: ServiceRecord) => Promise<void>,
  ): Promise<void>;

  /** True while the recorded process or container lives; never true for a later one with the same pid. */
  isRunning(record: ServiceRecord): Promise<boolean>;

  /**
   * Replaces configuration files of a running service, and has it read them again (SIGHUP).
   * @param files paths relative to the service's config directory; other files stay
   */
  reconfigure(
    spec: ServiceSpec,
    record: ServiceRecord,
    home: LabHome,
    files: readonly ConfigFile[],
  ): Promise<void>;

  /** Stops it, gracefully first. Touches nothing but the recorded process or container. */
  stop(spec: ServiceSpec, record: ServiceRecord): Promise<void>;

  /** Everything that carries this home's mark, except the known ones. */
  strays(home: LabHome, known: readonly ServiceRecord[]): Promise<Stray[]>;

  /** The last lines a service wrote, oldest first. */
  lastLines(home: LabHome, service: ServiceName, count: number): Promise<string[]>;

  /** Passes on every line it writes from now on, until the signal. */
  follow(
    home: LabHome,
    service: ServiceName,
    onLine: (line: string) => void,
    signal: AbortSignal,
  ): Promise<void>;

  /** Removes what the services share, such as a network, once none of them runs. */
  release(home: LabHome): Promise<void>;

  /** Removes the data of one service, when it is worth nothing yet. Only called when the service does not run. */
  discard(spec: ServiceSpec, home: LabHome): Promise<void>;

  /** Removes the data of all services. Only called when none runs. */
  removeData(home: LabHome): Promise<void>;
}
