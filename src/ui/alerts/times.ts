import { durationText } from '../stack/status-text.js';

/** How long ago that was: "42 s". @param now Unix time in milliseconds */
export function ageText(time: string, now: number): string {
  return durationText((now - Date.parse(time)) / 1000);
}

/** How long it is until then: "9 min". Rounded up, so that a silence in effect never shows "0 s". */
export function remainingText(time: string, now: number): string {
  const seconds = Math.ceil((Date.parse(time) - now) / 1000);
  return durationText(seconds >= 60 ? seconds + 59 - ((seconds + 59) % 60) : seconds);
}
