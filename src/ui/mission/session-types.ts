import type { Readiness } from '../../missions/grading/readiness.js';
import type { Grade } from '../../missions/grading/types.js';
import type { Step } from '../../missions/library/schema.js';
import type { Attempt } from '../../missions/progress/attempt.js';
import type { Progress } from '../../missions/progress/progress.js';
import type { watchFile } from '../../util/watch-file.js';
import type { PreviewFeed } from '../query/preview.js';
import type { KeyAction } from '../terminal/keys.js';
import type { Paging } from '../terminal/screen.js';
import type { Languages } from './field-model.js';
import type { SessionState } from './session-state.js';

/** A mission session as its screens see it, and what it needs from the lab and the terminal. */

/** A session's access to the lab and the progress file. */
export interface MissionActions {
  readiness: (step: Step) => Promise<Readiness>;
  /** @param watched whether the answer was noticed, and not submitted */
  tryAnswer: (step: Step, answer: string, watched: boolean) => Promise<Attempt>;
  /** Grades an answer without recording it. */
  recheck: (step: Step, answer: string) => Promise<Grade>;
  watchFile: typeof watchFile;
  takeHint: (step: Step) => Promise<Progress>;
  giveUp: (step: Step) => Promise<Progress>;
  /** Resets a step, or, without one, the mission. */
  reset: (step: Step | undefined) => Promise<Progress>;
  /** Ends what the last step did to the lab, unless this one goes on with it. */
  enter: (step: Step) => Promise<void>;
  /** Ends what the last step did to the lab. */
  leave: () => Promise<void>;
}

/** Help while the learner types. */
export interface MissionTools {
  languages: Languages;
  preview: PreviewFeed;
}

/** Quit by the learner, quit for the next mission, or interrupted by Ctrl-C or a signal. */
export type MissionEnd = 'left' | 'next' | 'interrupted';

export interface MissionSession {
  /** The state to show: a new object after every change. */
  view: () => SessionState;
  subscribe: (listener: () => void) => () => void;
  /** @param paging of the screen, if not everything fits */
  press: (action: KeyAction, paging?: Paging) => void;
  end: (how: MissionEnd) => void;
  /** Rejects if progress can't be saved. */
  ended: Promise<MissionEnd>;
}
