import type { LabHome } from '../home.js';
import type { ServiceName, ServiceSpec } from '../spec.js';
import { type ServiceRecord, type StackState, writeState } from '../state.js';

/** The record of a stack while `up` works on it: what is there, and which part of it this run made. */
export class StackRecord {
  /** What this run started, in that order. */
  readonly startedNow: ServiceRecord[] = [];
  /** True once this run gave Prometheus the simulated history. */
  seeded = false;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly home: LabHome,
    readonly state: StackState,
  ) {}

  /** Writes the record down before anything else can fail: what was started must be found again. */
  async addStarted(service: ServiceRecord): Promise<void> {
    this.startedNow.push(service);
    this.state.services[service.name] = service;
    await this.save();
  }

  forget(service: ServiceName): void {
    delete this.state.services[service];
  }

  /** Leaves a service out, and takes in the one that stands in for it. */
  async skip(service: ServiceName, reason: string, standIn: ServiceSpec | undefined): Promise<void> {
    this.state.skipped[service] = reason;
    if (standIn) this.state.standIns = [...(this.state.standIns ?? []), standIn.name];
    await this.save();
  }

  /** One write after the other, each of the state as it is by then. A failed one fails its own caller only. */
  save(): Promise<void> {
    this.writing = this.saved().then(() => writeState(this.home, this.state));
    return this.writing;
  }

  /** Resolves once nothing is being written. */
  async saved(): Promise<void> {
    await this.writing.catch(() => undefined);
  }
}
