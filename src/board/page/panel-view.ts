import type { Panel } from '../../dashboards/model/dashboard.js';
import { interpolateText } from '../../dashboards/model/interpolate.js';
import type { VariableValue } from '../../dashboards/model/variables.js';
import type { Region } from '../../dashboards/panel/annotations.js';
import { panelQueries, type PanelQuery } from '../../dashboards/panel/queries.js';
import { h, icon } from '../../web/dom.js';
import type { ChartTheme } from '../../web/theme.js';
import { renderMarkdown } from './markdown.js';
import { toSeries } from './panel-data.js';
import type { DrawHooks, Drawing } from './panels/drawing.js';
import { DRAWINGS } from './panels/index.js';
import { prometheusLink } from './prometheus-link.js';
import { askQuery } from './source.js';
import { instantText } from './time-text.js';

/** The inputs that all panels of one refresh share. */
export interface RefreshContext {
  variables: readonly VariableValue[];
  regions: Promise<readonly Region[]>;
  /** Unix seconds. */
  from: number;
  to: number;
  /** True if the range ends now. */
  live: boolean;
  prometheusUrl: string;
  signal: AbortSignal;
}

/** Pixels of a chart per point. */
const PIXELS_PER_POINT = 2;

/** A panel's frame: title, description, link to Prometheus, and the drawing, "no data" or an error. */
export class PanelView {
  readonly element: HTMLElement;
  private readonly title = h('h2');
  private readonly at = h('time', { class: 'at' });
  private readonly link = h('a', { class: 'tool', target: '_blank', rel: 'noopener' }, icon('link'));
  private readonly message = h('div', { class: 'message', hidden: true });
  private readonly drawing: Drawing;

  constructor(
    private readonly panel: Panel,
    theme: ChartTheme,
    onZoom: DrawHooks['onZoom'],
  ) {
    this.title.textContent = panel.title;
    this.drawing = DRAWINGS[panel.kind](panel, theme, {
      onHover: (time) => (this.at.textContent = time === null ? '' : instantText(time)),
      onZoom,
    });
    this.link.setAttribute('aria-label', `Open the query of ${panel.title} in Prometheus`);
    this.link.title = 'Open the query in Prometheus';
    this.link.hidden = panel.targets.length === 0;
    const header = h('header', {}, this.title, ...this.about(), this.at, this.link);
    this.element = h(
      'section',
      { class: `panel kind-${panel.kind}`, 'data-panel': panel.id, 'aria-label': panel.title || panel.type },
      ...(panel.title === '' && panel.targets.length === 0 ? [] : [header]),
      h('div', { class: 'body' }, this.drawing.element, this.message),
    );
    const { x, y, w, h: height } = panel.gridPos;
    for (const [name, value] of Object.entries({ x: x + 1, y: y + 1, w, h: height })) {
      this.element.style.setProperty(`--${name}`, String(value));
    }
    this.element.classList.toggle('small', w <= 8);
  }

  /** Queries again and draws; the old drawing stays until the answer arrives. Never rejects. */
  async refresh(context: RefreshContext): Promise<void> {
    const { panel } = this;
    if (panel.targets.length === 0) return;
    const maxPoints = Math.max(60, Math.round(this.element.clientWidth / PIXELS_PER_POINT));
    const queries = panelQueries(panel, { ...context, maxPoints });
    this.link.href = prometheusLink(context.prometheusUrl, queries, context);
    this.title.textContent = interpolateText(panel.title, {
      ...context,
      step: queries[0]?.step ?? 1,
      rateInterval: 0,
    });
    this.element.classList.add('loading');
    this.element.setAttribute('aria-busy', 'true');
    try {
      await this.draw(queries, context);
    } catch (error) {
      if (context.signal.aborted) return;
      this.say('error', (error as Error).message);
    }
    this.element.classList.remove('loading');
    this.element.removeAttribute('aria-busy');
  }

  restyle(theme: ChartTheme): void {
    this.drawing.restyle(theme);
  }

  destroy(): void {
    this.drawing.destroy();
  }

  private async draw(
    queries: readonly PanelQuery[],
    { from, to, signal, ...context }: RefreshContext,
  ): Promise<void> {
    const [regions, ...results] = await Promise.all([
      context.regions,
      ...queries.map((query) => askQuery(query, signal)),
    ]);
    signal.throwIfAborted();
    const series = results.flatMap((result, i) => toSeries(queries[i] as PanelQuery, result));
    if (series.length === 0) return this.say('empty', 'No data in this range');
    this.message.hidden = true;
    this.element.dataset['state'] = 'data';
    this.drawing.element.hidden = false;
    this.drawing.draw({ queries, series, regions, from, to });
  }

  private say(state: 'empty' | 'error', text: string): void {
    this.element.dataset['state'] = state;
    this.drawing.element.hidden = true;
    this.message.hidden = false;
    this.message.className = `message ${state}`;
    this.message.setAttribute('role', state === 'error' ? 'alert' : 'status');
    if (this.message.textContent !== text) this.message.textContent = text;
  }

  /** The description, shown while the mark next to the title has the pointer or the focus. */
  private about(): HTMLElement[] {
    const { description, id, title } = this.panel;
    if (description === '') return [];
    const tip = h(
      'div',
      { class: 'tip', role: 'tooltip', id: `about-${id}` },
      ...renderMarkdown(description),
    );
    return [
      h(
        'button',
        { type: 'button', class: 'tool info', 'aria-label': `About ${title}`, 'aria-describedby': tip.id },
        icon('info'),
      ),
      tip,
    ];
  }
}
