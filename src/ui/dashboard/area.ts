export interface PanelBox {
  /** With the frame. */
  width: number;
  height: number;
  color: boolean;
}

/** What there is to draw in: without the frame. */
export interface DrawArea {
  width: number;
  height: number;
  color: boolean;
}
