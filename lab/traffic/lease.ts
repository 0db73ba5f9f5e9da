import type { Generator } from './generator.js';

/** Pauses that end by themselves: the client that asked for one may die, and the traffic must resume. */
export interface PauseLease {
  /**
   * Stops the traffic and resolves, when no request is in flight, with the time at which it resumes by itself:
   * that many seconds from then. A later call replaces the lease. Undefined if it was resumed meanwhile.
   */
  pause: (seconds: number) => Promise<Date | undefined>;
  resume: () => void;
  readonly paused: boolean;
  /** Ends the lease without resuming, for good. */
  cancel: () => void;
}

export function createPauseLease(generator: Pick<Generator, 'start' | 'stop'>): PauseLease {
  let timer: NodeJS.Timeout | undefined;
  let paused = false;
  const resume = (): void => {
    clearTimeout(timer);
    paused = false;
    generator.start();
  };
  const lease = (seconds: number): void => {
    clearTimeout(timer);
    timer = setTimeout(resume, seconds * 1000);
  };
  return {
    async pause(seconds) {
      paused = true;
      lease(seconds); // starts now: the wait for requests in flight must not be endless
      await generator.stop();
      if (!paused) return undefined;
      lease(seconds);
      return new Date(Date.now() + seconds * 1000);
    },
    resume,
    get paused() {
      return paused;
    },
    cancel: () => clearTimeout(timer),
  };
}
