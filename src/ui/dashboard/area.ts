export interface PanelBox {
  /** With the frame. */
  width: number;
  height: number;
  color: boolean;
}

/** The area to draw in, without the frame. */
export interface DrawArea {
  width: number;
  height: number;
  color: boolean;
}
