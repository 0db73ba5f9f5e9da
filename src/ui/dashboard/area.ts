import type { Region } from '../../dashboards/panel/annotations.js';

export interface PanelBox {
  /** With the frame. */
  width: number;
  height: number;
  color: boolean;
  /** What charts mark. */
  regions?: readonly Region[];
}

/** The area to draw in, without the frame. */
export interface DrawArea {
  width: number;
  height: number;
  color: boolean;
  regions?: readonly Region[];
}
