import type { Panel } from '../../../dashboards/model/dashboard.js';
import { reduceSamples } from '../../../dashboards/panel/reduce.js';
import { formatUnit } from '../../../dashboards/panel/units.js';
import { h } from '../../../web/dom.js';
import type { Drawing, DrawInput } from './drawing.js';

/** A panel of a kind that is not supported: its queries and their current results. */
export class UnknownDrawing implements Drawing {
  readonly element = h('div', { class: 'unknown' });

  constructor(private readonly panel: Panel) {}

  draw({ queries, series }: DrawInput): void {
    const { type, unit, decimals } = this.panel;
    this.element.replaceChildren(
      h(
        'p',
        { class: 'hint' },
        `Panels of type “${type}” can’t be drawn here. The queries and their last values:`,
      ),
      ...queries.map(({ expr }) => h('pre', {}, expr)),
      h(
        'table',
        {},
        ...series.map(({ name, samples }) =>
          h(
            'tr',
            {},
            h('td', {}, name),
            h('td', { class: 'number' }, formatUnit(reduceSamples('lastNotNull', samples), unit, decimals)),
          ),
        ),
      ),
    );
  }

  restyle(): void {}
  destroy(): void {}
}
