import type { Popup } from '../editor/model.js';
import type { Preview } from '../query/preview.js';
import type { AnswerWatch } from './answer-watch.js';
import type { MissionField } from './field-model.js';
import type { MissionState } from './state.js';

/** Everything that a mission's screen shows. */
export interface SessionState {
  state: MissionState;
  /** Undefined on the summary. */
  field?: MissionField;
  /** The list of completions, if it is open. */
  popup?: Popup;
  preview: Preview;
  /** What is graded by itself: a file that exists, a path without a file, or the lab. */
  watches?: ReturnType<AnswerWatch['watches']>;
  /** How many rows are scrolled off the top; undefined: as many as the marked row of a list needs to be seen. */
  scroll: number | undefined;
}
