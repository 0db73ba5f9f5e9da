import type { Panel } from '../model/dashboard.js';
import { interpolateQuery, interpolateText, type Interpolation } from '../model/interpolate.js';
import type { VariableValue } from '../model/variables.js';
import { chooseStep, rateInterval } from './step.js';

/** A panel's query to Prometheus. */

export interface PanelQuery {
  refId: string;
  /** Ready for Prometheus. */
  expr: string;
  /** For seriesName(), with variables filled in. */
  legendFormat: string;
  /** Evaluated at `end` only. */
  instant: boolean;
  /** Unix seconds; both multiples of the step, so that a curve does not jitter from one refresh to the next. */
  start: number;
  end: number;
  /** Seconds. */
  step: number;
}

export interface QueryContext {
  variables: readonly VariableValue[];
  /** Unix seconds. */
  from: number;
  to: number;
  /** The number of points that fit into the panel's width. */
  maxPoints: number;
}

export function panelQueries(panel: Panel, context: QueryContext): PanelQuery[] {
  const { from, to, maxPoints, variables } = context;
  return panel.targets.map(({ refId, expr, legendFormat, instant, minStep }) => {
    const step = chooseStep({ range: to - from, maxPoints, minStep });
    const values: Interpolation = {
      variables,
      from,
      to,
      step,
      rateInterval: rateInterval(step, { minStep }),
    };
    return {
      refId,
      expr: interpolateQuery(expr, values),
      // `{{label}}` is for seriesName(); only $variables are filled in here.
      legendFormat: interpolateText(legendFormat, values),
      instant,
      start: Math.floor(from / step) * step,
      end: instant ? to : Math.floor(to / step) * step,
      step,
    };
  });
}
