import type { Readiness } from '../../missions/grading/readiness.js';
import type { Step } from '../../missions/library/schema.js';

const POLL_MS = 1000;

/** Checks every second whether the lab has the data a step needs, until it has. */
export interface ReadinessWatch {
  /** Checks now, if a step is waiting. */
  check: () => void;
  stop: () => void;
}

/**
 * @param waiting the step that is waiting; undefined if none is
 * @param ask if it rejects, the lab is not ready, for that reason
 * @param tell is called with every answer
 */
export function watchReadiness({
  waiting,
  ask,
  tell,
}: {
  waiting: () => Step | undefined;
  ask: (step: Step) => Promise<Readiness>;
  tell: (step: Step, readiness: Readiness) => void;
}): ReadinessWatch {
  let poll: NodeJS.Timeout | undefined;
  let stopped = false;

  function check(): void {
    clearTimeout(poll);
    const step = waiting();
    if (stopped || !step) return;
    void ask(step)
      .catch(unknown)
      .then((readiness) => {
        if (stopped) return;
        clearTimeout(poll);
        if (!readiness.ready) poll = setTimeout(check, POLL_MS);
        tell(step, readiness);
      });
  }

  return {
    check,
    stop() {
      stopped = true;
      clearTimeout(poll);
    },
  };
}

function unknown(error: unknown): Readiness {
  return { ready: false, lacking: error instanceof Error ? error.message : String(error) };
}
