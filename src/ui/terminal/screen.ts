import type { Line } from '../text/line.js';

/** The contents of the terminal: lines from the top, and the cursor's position. */
export interface Screen {
  lines: readonly Line[];
  /** Where to put the terminal's cursor, counted from the top left; undefined hides it. */
  cursor?: { x: number; y: number };
  /** Set when not everything fits. */
  paging?: Paging;
}

/** In rows: how many are hidden below, and how many a page shows. */
export interface Paging {
  hidden: number;
  page: number;
}
