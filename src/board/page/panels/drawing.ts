import type { Panel } from '../../../dashboards/model/dashboard.js';
import type { Region } from '../../../dashboards/panel/annotations.js';
import type { PanelQuery } from '../../../dashboards/panel/queries.js';
import type { ChartTheme } from '../../../web/theme.js';
import type { PanelSeries } from '../panel-data.js';

/** The data to draw. */
export interface DrawInput {
  queries: readonly PanelQuery[];
  series: readonly PanelSeries[];
  /** What charts mark. */
  regions: readonly Region[];
  /** Unix seconds. */
  from: number;
  to: number;
}

/** Events of a panel's body for the rest of the page. */
export interface DrawHooks {
  /** The instant under the shared cursor, in Unix seconds. */
  onHover: (time: number | null) => void;
  /** A time range was selected, in Unix seconds. */
  onZoom: (from: number, to: number) => void;
}

/** The body of a panel of one kind. */
export interface Drawing {
  readonly element: HTMLElement;
  draw(input: DrawInput): void;
  /** Called when the theme has changed from light to dark or back. */
  restyle(theme: ChartTheme): void;
  destroy(): void;
}

export type MakeDrawing = (panel: Panel, theme: ChartTheme, hooks: DrawHooks) => Drawing;
