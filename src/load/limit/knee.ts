/** The number of users after which more users stop paying off. */
export interface Knee {
  users: number;
  /** Good answers per second there. */
  goodRps: number;
}

/**
 * The knee of the curve of throughput over users: where (good answers/s)² ÷ users is greatest. In a closed loop
 * users ÷ answers/s is the mean latency (Little's law), so this is throughput ÷ latency, Kleinrock's power
 * (L. Kleinrock, Power and deterministic rules of thumb, ICC 1979). Before it more users buy throughput, after it
 * latency. Null with fewer than three numbers of users, or if it is the highest: then the knee is higher up.
 */
export function kneeOf(points: readonly Knee[]): Knee | null {
  const rates = new Map<number, number[]>();
  for (const { users, goodRps } of points) rates.set(users, [...(rates.get(users) ?? []), goodRps]);
  const levels = [...rates].sort(([a], [b]) => a - b).map(([users, all]) => ({ users, goodRps: mean(all) }));
  const power = ({ users, goodRps }: Knee) => goodRps ** 2 / users;
  const greatest = Math.max(...levels.map(power));
  const knee = levels.find((level) => power(level) === greatest);
  return levels.length < 3 || !knee || knee === levels.at(-1) ? null : knee;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
