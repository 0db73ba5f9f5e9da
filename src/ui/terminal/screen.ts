import type { Line } from '../text/line.js';

/** The contents of the terminal: lines from the top, and the cursor's position. */
export interface Screen {
  lines: readonly Line[];
  /** Where to put the terminal's cursor, counted from the top left; undefined hides it. */
  cursor?: { x: number; y: number };
  /** Set when not everything fits. */
  paging?: Paging;
}

/** In rows: what of a screen can be seen, and how many rows a page has. */
export interface Paging {
  /** How many are hidden below. */
  hidden: number;
  page: number;
  /** How many are scrolled off the top. */
  top: number;
}
