/** A program that asked to be scraped. */
export interface Target {
  job: string;
  port: number;
}

/** Prometheus' HTTP service discovery document. */
export type TargetGroups = { targets: string[]; labels: { job: string } }[];

export interface TargetRegistry {
  /**
   * Registers it, or renews its lease.
   * @returns where Prometheus will look; undefined if there are too many
   */
  register: (target: Target) => string | undefined;
  remove: (target: Target) => void;
  groups: () => TargetGroups;
}

/** Registered once, and then every ten seconds or so: a killed program is forgotten soon. */
export const LEASE_SECONDS = 30;
const MAX_TARGETS = 20;
/** The lab's own jobs, whose names a guest must not use. */
const TAKEN: ReadonlySet<string> = new Set([
  'prometheus',
  'alertmanager',
  'api',
  'traffic',
  'shop',
  'workshop',
]);

/**
 * Programs that a learner starts on the lab's host, for Prometheus to find.
 * @param host how Prometheus reaches that host
 * @param now Unix seconds
 */
export function createTargetRegistry(
  host: string,
  now: () => number = () => Date.now() / 1000,
): TargetRegistry {
  const leases = new Map<string, { target: Target; until: number }>();
  const keyOf = ({ job, port }: Target): string => `${job} ${port}`;
  const forgetEnded = (): void => {
    for (const [key, { until }] of leases) if (until <= now()) leases.delete(key);
  };
  return {
    register(target) {
      forgetEnded();
      if (leases.size >= MAX_TARGETS && !leases.has(keyOf(target))) return undefined;
      leases.set(keyOf(target), { target, until: now() + LEASE_SECONDS });
      return `${host}:${target.port}`;
    },
    remove: (target) => void leases.delete(keyOf(target)),
    groups() {
      forgetEnded();
      return [...leases.values()].map(({ target: { job, port } }) => ({
        targets: [`${host}:${port}`],
        labels: { job },
      }));
    },
  };
}

/** A target from JSON; undefined if the text is not one, or its job is one of the lab's own. */
export function parseTarget(text: string): Target | undefined {
  try {
    const { job, port } = JSON.parse(text) as { job?: unknown; port?: unknown };
    if (typeof job !== 'string' || !/^[a-z][a-z0-9_-]{0,39}$/.test(job) || TAKEN.has(job)) return undefined;
    return Number.isInteger(port) && (port as number) >= 1 && (port as number) <= 65535
      ? { job, port: port as number }
      : undefined;
  } catch {
    return undefined;
  }
}
