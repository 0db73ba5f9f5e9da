import { grade } from '../../missions/grading/grade.js';
import { prepareLab } from '../../missions/grading/prepare-lab.js';
import { checkReadiness } from '../../missions/grading/readiness.js';
import type { World } from '../../missions/grading/types.js';
import type { Mission, Step } from '../../missions/library/schema.js';
import { giveUp, takeHint, tryAnswer } from '../../missions/progress/attempt.js';
import { firstOpenStep, forget } from '../../missions/progress/progress.js';
import type { ProgressStore } from '../../missions/progress/progress-file.js';
import { SCRAPE_INTERVAL_SECONDS } from '../../prometheus/scrape-interval.js';
import { linkDashboard } from '../../stack/own-dashboards.js';
import { watchFile } from '../../util/watch-file.js';
import { promql } from '../editor/model.js';
import { completePath } from '../editor/path-completion.js';
import { openVocabulary } from '../editor/vocabulary.js';
import { openPreview } from '../query/preview.js';
import { startMissionSession, SUMMARY } from './session.js';
import type { MissionEnd } from './session-types.js';

/**
 * Plays a mission on the terminal.
 * @param step to start at; by default the first that is not done
 * @param next the mission to continue with after this one
 */
export async function playMission(
  mission: Mission,
  step: Step | undefined,
  { world, store, next }: { world: World; store: ProgressStore; next: Mission | undefined },
): Promise<MissionEnd> {
  const leave = async (): Promise<void> => world.faults?.end();
  const progress = await store.read();
  const session = startMissionSession({
    mission,
    progress,
    next,
    start: step?.id ?? firstOpenStep(progress, mission)?.id ?? SUMMARY,
    actions: {
      readiness: async (asked) => {
        const { problem } = await prepareLab(asked, world);
        if (problem) return { ready: false, ...problem };
        return checkReadiness(asked, world.prometheus, {
          now: Date.now() / 1000,
          scrapeIntervalSeconds: SCRAPE_INTERVAL_SECONDS,
        });
      },
      tryAnswer: (asked, answer, watched) => tryAnswer(mission, asked, answer, { world, store, watched }),
      watchFile: (path, { onSeen = () => undefined, ...events }) => {
        const watch = watchFile(path, {
          ...events,
          onSeen: () => {
            // A dashboard can be looked at while it is edited.
            if (watch.exists() && path.endsWith('.json')) void linkDashboard(path);
            onSeen();
          },
        });
        return watch;
      },
      recheck: (asked, answer) => grade(asked, answer, world),
      reset: (asked) => store.update((before) => forget(before, mission.id, asked?.id)),
      takeHint: (asked) => takeHint(mission, asked, store),
      giveUp: (asked) => giveUp(mission, asked, store),
      enter: async (asked) => world.faults?.end(asked.fault),
      leave,
    },
    openTools: (changed) => ({
      languages: { promql: promql(openVocabulary(world.prometheus, changed)), paths: completePath },
      preview: openPreview(world.prometheus, changed),
    }),
  });
  const { runMissionScreen } = await import('./screen.js');
  try {
    return await runMissionScreen(session);
  } finally {
    await leave();
  }
}
