import type { ServiceName, ServiceSpec } from '../spec.js';

/** Which services this run of `up` has found, or found missing: others may be configured for them. */
export class Availability {
  private readonly known = new Map<ServiceName, { promise: Promise<void>; resolve: () => void }>();

  /** @param sought what this run starts; whether the others are there is known already */
  constructor(sought: readonly ServiceSpec[]) {
    for (const { name } of sought) {
      let resolve = (): void => undefined;
      const promise = new Promise<void>((done) => (resolve = done));
      this.known.set(name, { promise, resolve });
    }
  }

  /** It is there, it is left out, or `up` fails. */
  settle(name: ServiceName): void {
    this.known.get(name)?.resolve();
  }

  /** Resolves once that is known for all of them. */
  async settled(names: readonly ServiceName[] = []): Promise<void> {
    await Promise.all(names.map((name) => this.known.get(name)?.promise));
  }
}
