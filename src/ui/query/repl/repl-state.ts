import type { Editor, Popup } from '../../editor/model.js';

/** A query or command with its answer, as printed. */
export interface ReplEntry {
  id: number;
  text: string;
}

export interface ReplState {
  /** Only ever grows. */
  entries: readonly ReplEntry[];
  editor: Editor;
  popup?: Popup;
  /** A query is running. */
  busy: boolean;
  /** The latest answer to a query that is watched. */
  live?: string;
  /** Charts over this long; undefined for tables of current values. */
  range: string | undefined;
  over: boolean;
}
