import type { LimitEvent } from '../../load/limit/find-limit.js';
import type { LoadRequest } from '../../load/request/load-request.js';
import type { LoadEvent } from '../../load/run/run-load.js';
import type { EventScreen } from '../../load/stress.js';
import { foldLimitEvent, initialLimitModel } from './limit-model.js';
import { LimitView } from './limit-view.js';
import { openLoadScreen } from './live-screen.js';
import { foldLoadEvent, initialStressModel, type StressModel } from './stress-model.js';
import { StressView } from './stress-view.js';

/**
 * The live view of a run.
 * @param target the server that is loaded, if not the lab's own API
 * @param onStop called when the user asks to stop early
 */
export function openLiveStressScreen(
  { tier, thresholds }: LoadRequest,
  target: string | undefined,
  onStop: () => void,
): EventScreen<LoadEvent> {
  return openLoadScreen<StressModel, LoadEvent>({
    initial: initialStressModel(tier, thresholds, target),
    fold: foldLoadEvent,
    draw: (model, now, size, isPaused) => (
      <StressView model={model} now={now} {...size} isPaused={isPaused} />
    ),
    onStop,
  });
}

/**
 * The live view of a search for the safe limit.
 * @param onStop as above
 */
export function openLiveLimitScreen(
  { tier, thresholds }: LoadRequest,
  onStop: () => void,
): EventScreen<LimitEvent> {
  return openLoadScreen<ReturnType<typeof initialLimitModel>, LimitEvent>({
    initial: initialLimitModel(thresholds, tier.users),
    fold: foldLimitEvent,
    draw: (model, now, size, isPaused) => <LimitView model={model} now={now} {...size} isPaused={isPaused} />,
    onStop,
  });
}
