import type { PanelKind } from '../../../dashboards/model/dashboard.js';
import type { MakeDrawing } from './drawing.js';
import { GaugeDrawing } from './gauge.js';
import { StatDrawing } from './stat.js';
import { TableDrawing } from './table.js';
import { TextDrawing } from './text.js';
import { TimeSeriesDrawing } from './time-series.js';
import { UnknownDrawing } from './unknown.js';

/** How each kind of panel is drawn. */
export const DRAWINGS: Readonly<Record<PanelKind, MakeDrawing>> = {
  timeseries: (panel, theme, hooks) => new TimeSeriesDrawing(panel, theme, hooks),
  stat: (panel, theme) => new StatDrawing(panel, theme),
  gauge: (panel, theme) => new GaugeDrawing(panel, theme),
  bargauge: (panel, theme) => new GaugeDrawing(panel, theme),
  table: (panel, theme) => new TableDrawing(panel, theme),
  text: (panel) => new TextDrawing(panel),
  row: (panel) => new TextDrawing(panel),
  unknown: (panel) => new UnknownDrawing(panel),
};
