import type { Mission } from '../../../missions/library/schema.js';
import { isDone, type Progress, stepProgressOf } from '../../../missions/progress/progress.js';

/** The mission to continue with: the first unfinished one. */
export function nextMission(missions: readonly Mission[], progress: Progress): number {
  const open = missions.findIndex((mission) =>
    mission.steps.some(({ id }) => !isDone(stepProgressOf(progress, mission.id, id))),
  );
  return Math.max(0, open);
}

/** The mission to continue with after another: the next unfinished one, or else the first unfinished one. */
export function missionAfter(
  missions: readonly Mission[],
  mission: Mission,
  progress: Progress,
): Mission | undefined {
  const others = [...missions.slice(missions.indexOf(mission) + 1), ...missions].filter(
    (one) => one !== mission,
  );
  return others.find((one) => one.steps.some(({ id }) => !isDone(stepProgressOf(progress, one.id, id))));
}
