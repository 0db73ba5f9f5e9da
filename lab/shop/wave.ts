/** A pseudo-random number from 0 up to 2³², the same for the same text (FNV-1a, then mixed). */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The same, from 0 up to, not including, 1. */
export function unitOf(text: string): number {
  return hashOf(text) / 2 ** 32;
}

/** A quantity over time that never ends and never repeats within days. Times are Unix seconds. */
export interface Wave {
  at: (t: number) => number;
  /** The exact integral between two moments, so that a counter's value is cheap at any time. */
  integral: (from: number, to: number) => number;
}

interface Sine {
  amplitude: number;
  /** Radians per second, and the phase at 1970. */
  frequency: number;
  phase: number;
}

const DAY_SECONDS = 86_400;

/** How far a day's peak and low are from its mean. */
const DAY_SWING = 0.45;

/** Irregular waves on top: amplitudes relative to the mean, and periods in seconds. */
const NOISE = [
  { share: 0.1, period: 1500 },
  { share: 0.09, period: 420 },
  { share: 0.08, period: 130 },
];

/**
 * A demand of mean 1 that follows the day, with irregular waves.
 * @param peakHour UTC
 * @param seed makes waves different
 */
export function demandWave(peakHour: number, seed: string): Wave {
  const day = { amplitude: DAY_SWING, frequency: (2 * Math.PI) / DAY_SECONDS };
  // sin is highest a quarter of a turn in.
  const phase = Math.PI / 2 - day.frequency * peakHour * 3600;
  return waveOf(1, [{ ...day, phase }, ...noise(seed)]);
}

/** Around 0, within ±0.27. */
export function noiseWave(seed: string): Wave {
  return waveOf(0, noise(seed));
}

function noise(seed: string): Sine[] {
  return NOISE.map(({ share, period }, i) => ({
    amplitude: share,
    frequency: (2 * Math.PI) / (period * (0.8 + 0.4 * unitOf(`period ${i} ${seed}`))),
    phase: 2 * Math.PI * unitOf(`phase ${i} ${seed}`),
  }));
}

function waveOf(mean: number, sines: readonly Sine[]): Wave {
  const swing = (t: number): number =>
    sines.reduce(
      (sum, { amplitude, frequency, phase }) => sum + amplitude * Math.sin(frequency * t + phase),
      0,
    );
  /** The antiderivative of the wave only; with the mean's, the numbers would be too large for exact differences. */
  const area = (t: number): number =>
    sines.reduce(
      (sum, { amplitude, frequency, phase }) =>
        sum - (amplitude / frequency) * Math.cos(frequency * t + phase),
      0,
    );
  return {
    at: (t) => mean + swing(t),
    integral: (from, to) => mean * (to - from) + area(to) - area(from),
  };
}
