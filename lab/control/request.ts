import { INTENSITIES, type Intensity } from '../faults/fault.js';

/** What POST /inject asks for. */
export interface InjectRequest {
  id: string;
  intensity: Intensity;
  seconds: number;
}

const DEFAULT_SECONDS = 300;
export const MAX_SECONDS = 3_600;

/** Parses a request: medium intensity for five minutes by default; undefined if it is not valid. */
export function parseInject(text: string): InjectRequest | undefined {
  const { id, intensity = 'medium', seconds = DEFAULT_SECONDS } = parseObject(text);
  if (typeof id !== 'string' || !INTENSITIES.includes(intensity as Intensity)) return undefined;
  const valid = Number.isInteger(seconds) && (seconds as number) >= 1 && (seconds as number) <= MAX_SECONDS;
  return valid ? { id, intensity: intensity as Intensity, seconds: seconds as number } : undefined;
}

/** A JSON object's fields; no fields if the text is anything else. */
export function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
