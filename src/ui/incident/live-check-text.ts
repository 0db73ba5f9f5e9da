import type { LiveCheck, LiveIncident, LiveStep } from '../../incidents/check/live.js';
import type { IncidentPlan } from '../../incidents/plan/plan.js';
import { counted, listed } from '../../util/text/words.js';
import { type Line, line, segment } from '../text/line.js';
import { paint } from '../text/paint.js';

/** `incident check --live` for a person. */

const STEPS: Readonly<Record<LiveStep, string>> = {
  waiting: 'waiting until the lab is calm',
  playing: 'started; waiting for its page',
  mitigating: 'answered; mitigating',
};

export function liveStepText(plan: Pick<IncidentPlan, 'seed' | 'faults'>, step: LiveStep): string {
  return `${nameOf(
    plan.faults.map(({ id }) => id),
    plan.seed,
  )}: ${STEPS[step]} …`;
}

export function liveIncidentText({ seed, faults, ok, problems, page, score }: LiveIncident): string {
  const paged = page
    ? `paged after ${page.afterSeconds} s by ${page.from === 'alert' ? listed(page.alerts) : 'a person'}`
    : 'no page';
  return paint([
    [
      segment(ok ? '✓' : '✗', ok ? 'good' : 'bad'),
      segment(` ${nameOf(faults, seed)}: ${paged}, ${score ?? 0} points`),
    ],
    ...problems.map((problem): Line => line(`  ${problem}`, 'bad')),
  ]);
}

export function liveCheckText({ ok, incidents }: LiveCheck): string {
  const bad = incidents.filter((incident) => !incident.ok).length;
  return paint([
    ok
      ? [
          segment('✓', 'good'),
          segment(` ${counted(incidents.length, 'incident')}: each paged, scored in full and recovered.`),
        ]
      : line(`✗ ${bad} of ${counted(incidents.length, 'incident')} did not go as it should.`, 'bad'),
  ]);
}

function nameOf(faults: readonly string[], seed: number): string {
  return `${faults.length === 0 ? 'false alarm' : listed(faults)} (seed ${seed})`;
}
