import type { Popup } from './editor-model.js';
import type { MissionField } from './mission-field.js';
import type { MissionState } from './mission-state.js';
import type { Preview } from './preview.js';

/** All that a mission's screen shows. */
export interface MissionView {
  state: MissionState;
  /** Undefined on the summary. */
  field?: MissionField;
  /** The list of completions that is open. */
  popup?: Popup;
  preview: Preview;
  /** Rows above the first that is shown. */
  scroll: number;
}
