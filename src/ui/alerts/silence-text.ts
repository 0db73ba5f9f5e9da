import { matcherText } from '../../alerts/matchers.js';
import type { ExpiredSilences, SilencedAlerts } from '../../alerts/silence-alerts.js';
import { listed } from '../../util/text/words.js';
import { type Line, segment } from '../text/line.js';
import { paint } from '../text/paint.js';
import { wrap } from '../text/wrap.js';
import { remainingText } from './times.js';

/** `alerts silence` for a person. */
export function silencedText(
  { id, matchers, endsAt, firing }: SilencedAlerts,
  { columns, now }: { columns: number; now: number },
): string {
  const effect =
    firing.length > 0 ? `It silences ${listed(firing)} now.` : 'No alert that fires now matches it.';
  return paint([
    ...wrap(
      [
        { text: 'Silenced ' },
        segment(matchers.map(matcherText).join(' '), 'code'),
        { text: ` for ${remainingText(endsAt, now)}. ${effect}` },
      ],
      columns,
      { first: [segment('✓ ', 'good')], rest: [segment('  ')] },
    ),
    [segment('→ ', 'dim'), segment(`End it now: obs-lab alerts expire ${id.slice(0, 8)}`)],
  ]);
}

/** `alerts expire` for a person. */
export function expiredText({ expired }: ExpiredSilences): string {
  if (expired.length === 0) return 'There was no silence to end.';
  return paint(
    expired.map((id): Line => [segment('✓ ', 'good'), segment(`Silence ${id.slice(0, 8)} has ended.`)]),
  );
}
