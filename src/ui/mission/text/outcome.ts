import type { MissionOutcome } from '../../../missions/scripted.js';
import {
  renderAttempt,
  renderHint,
  renderMissionList,
  renderMissionOverview,
  renderSolution,
  renderStep,
} from './step-text.js';

/**
 * What `obs-lab mission` prints after an action.
 * @param columns of the terminal
 */
export function renderOutcome(outcome: MissionOutcome, columns: number): string {
  switch (outcome.kind) {
    case 'list':
      return renderMissionList(outcome.document, columns);
    case 'show': {
      const { mission, step, progress } = outcome;
      return step ? renderStep(mission, step, columns) : renderMissionOverview(mission, progress, columns);
    }
    case 'answer': {
      const { mission, step, answer, attempt } = outcome;
      return renderAttempt(mission, step, answer, attempt, columns);
    }
    case 'hint': {
      return renderHint(outcome.mission, outcome.step, outcome.document.number, columns);
    }
    case 'solution':
      return renderSolution(outcome.mission, outcome.step, outcome.progress, columns);
    case 'reset':
      return outcome.document.reset ? `Your progress in ${outcome.what} is deleted.` : 'Nothing was changed.';
  }
}
