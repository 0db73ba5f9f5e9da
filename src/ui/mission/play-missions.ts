import { InterruptedError } from '../../errors.js';
import type { MissionDocument, MissionListDocument } from '../../missions/documents.js';
import { listDocument, missionDocument } from '../../missions/documents.js';
import type { World } from '../../missions/grading/types.js';
import type { Mission, Step } from '../../missions/library/schema.js';
import type { OpenMissions } from '../../missions/scripted.js';
import { missionAfter } from './list/next-mission.js';
import { chooseMission } from './list/screen.js';
import { playMission } from './play-mission.js';
import { renderFarewell } from './text/step-text.js';

/** Interactive missions, one after another. */

interface PlayOptions {
  openWorld: () => Promise<World>;
  /** Prints what stays on the terminal once a screen has closed. */
  print: (text: string) => void;
}

/**
 * Lets the learner choose missions on the screen until they leave.
 * @throws InterruptedError
 */
export async function playChosen(open: OpenMissions, options: PlayOptions): Promise<MissionListDocument> {
  const { library, store } = open;
  for (let last: Mission | undefined; ;) {
    const choice = await chooseMission(library.missions, await store.read(), last);
    if (choice === 'interrupted') throw interrupted();
    if (choice === 'left') return listDocument(library, await store.read());
    last = choice;
    await playFrom(open, { mission: choice, step: undefined }, options);
  }
}

/**
 * Plays a mission, and those that its end leads to.
 * @throws InterruptedError
 */
export async function playFrom(
  { library, store }: OpenMissions,
  first: { mission: Mission; step: Step | undefined },
  { openWorld, print }: PlayOptions,
): Promise<MissionDocument> {
  const world = await openWorld();
  for (let { mission, step } = first; ;) {
    const next = missionAfter(library.missions, mission, await store.read());
    const end = await playMission(mission, step, { world, store, next });
    const progress = await store.read();
    print(renderFarewell(mission, progress, next));
    if (end === 'interrupted') throw interrupted();
    if (end === 'left' || !next) return missionDocument(mission, progress);
    [mission, step] = [next, undefined];
  }
}

function interrupted(): InterruptedError {
  return new InterruptedError('Interrupted. Your progress is kept.');
}
