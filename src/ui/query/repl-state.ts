import type { Editor, Popup } from '../editor/model.js';

/** What was asked and answered, or said; as it is printed. */
export interface ReplEntry {
  id: number;
  text: string;
}

export interface ReplState {
  /** Only ever grows. */
  entries: readonly ReplEntry[];
  editor: Editor;
  popup?: Popup;
  /** A query is under way. */
  busy: boolean;
  /** Charts over this long; undefined for the value now. */
  range: string | undefined;
  /** A word about the last key. */
  notice: string;
  over: boolean;
}
