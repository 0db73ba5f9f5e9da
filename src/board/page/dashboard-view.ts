import type { Dashboard } from '../../dashboards/model/dashboard.js';
import { interpolateVariables } from '../../dashboards/model/interpolate.js';
import { resolveTimeRange } from '../../dashboards/model/time-range.js';
import { resolveVariables, type VariableValue } from '../../dashboards/model/variables.js';
import { readAnnotations, type Region } from '../../dashboards/panel/annotations.js';
import { h, replaceKeepingFocus } from '../../web/dom.js';
import { readTheme } from '../../web/theme.js';
import { PanelView } from './panel-view.js';
import { variablePickers } from './pickers.js';
import { askQuery, prometheus } from './source.js';
import { instantText, refreshMs } from './time-text.js';
import type { ViewState } from './view-state.js';

/** A region that ends this close to the end of the range is still going on: rules are evaluated every second. */
const ONGOING_SECONDS = 5;

export interface DashboardHooks {
  onVariable: (name: string, values: readonly string[]) => void;
  /** Unix seconds. */
  onZoom: (from: number, to: number) => void;
  onBusy: (busy: boolean) => void;
}

/** A dashboard on the page: its header with the variables, its panels, and the timer that refreshes them. */
export class DashboardView {
  readonly element: HTMLElement;
  private readonly pickers = h('div', { class: 'variables' });
  private readonly problem = h('p', { class: 'problem', role: 'alert', hidden: true });
  private readonly annotations = h('ul', { class: 'annotations', 'aria-label': 'Annotations', hidden: true });
  private readonly panels: PanelView[];
  private running = new AbortController();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private view: ViewState = { variables: {} };
  private variables: VariableValue[] = [];

  constructor(
    readonly dashboard: Dashboard,
    private readonly prometheusUrl: string,
    private readonly hooks: DashboardHooks,
  ) {
    const theme = readTheme();
    this.panels = dashboard.panels.map((panel) => new PanelView(panel, theme, hooks.onZoom));
    const head = h(
      'div',
      { class: 'head' },
      h('h1', {}, dashboard.title),
      h('p', { class: 'hint' }, dashboard.description),
    );
    this.element = h(
      'div',
      { class: 'dashboard' },
      h('div', { class: 'intro' }, head, this.pickers),
      this.problem,
      this.annotations,
      h('div', { class: 'grid' }, ...this.panels.map(({ element }) => element)),
    );
    document.addEventListener('visibilitychange', this.onVisible);
  }

  /** Shows the state in the address, from now on. */
  async show(view: ViewState): Promise<void> {
    const variablesChanged = JSON.stringify(view.variables) !== JSON.stringify(this.view.variables);
    this.view = view;
    await this.refresh(variablesChanged || this.variables.length === 0);
  }

  /**
   * Requests everything again.
   * @param variables whether to request the variables' choices too
   */
  async refresh(variables = true): Promise<void> {
    clearTimeout(this.timer);
    this.running.abort();
    const running = (this.running = new AbortController());
    this.hooks.onBusy(true);
    try {
      if (variables) await this.resolve();
      if (!running.signal.aborted) await this.refreshPanels(running.signal);
      if (!running.signal.aborted) this.problem.hidden = true;
    } catch (error) {
      this.problem.hidden = false;
      this.problem.textContent = (error as Error).message;
    }
    if (running.signal.aborted) return;
    this.hooks.onBusy(false);
    const pause = refreshMs(this.view.refresh ?? this.dashboard.refresh);
    if (pause !== undefined && !document.hidden) {
      this.timer = setTimeout(() => void this.refresh(false), pause);
    }
  }

  restyle(): void {
    const theme = readTheme();
    for (const panel of this.panels) panel.restyle(theme);
  }

  destroy(): void {
    clearTimeout(this.timer);
    this.running.abort();
    document.removeEventListener('visibilitychange', this.onVisible);
    for (const panel of this.panels) panel.destroy();
  }

  private async resolve(): Promise<void> {
    const { variables } = this.dashboard;
    if (variables.length === 0) return;
    this.variables = await resolveVariables(variables, prometheus, interpolateVariables, this.view.variables);
    const open = this.pickers.querySelector('details[open]')?.getAttribute('data-variable');
    const pickers = variablePickers(this.variables, this.hooks.onVariable);
    // The list stays open while several values are chosen one after the other.
    for (const picker of pickers) {
      if (open) {
        picker
          .querySelector<HTMLDetailsElement>(`[data-variable="${CSS.escape(open)}"]`)
          ?.setAttribute('open', '');
      }
    }
    replaceKeepingFocus(this.pickers, ...pickers);
  }

  private async refreshPanels(signal: AbortSignal): Promise<void> {
    const { from = this.dashboard.time.from, to = this.dashboard.time.to } = this.view;
    const range = resolveTimeRange({ from, to }, Date.now() / 1000);
    const { variables, prometheusUrl } = this;
    const regions = readAnnotations(
      this.dashboard.annotations,
      { variables, ...range },
      (query) => askQuery(query, signal),
      signal,
    );
    regions.then((found) => this.list(found, range.to)).catch(() => undefined); // aborted
    await Promise.all(
      this.panels.map((panel) =>
        panel.refresh({ ...range, live: to === 'now', variables, regions, prometheusUrl, signal }),
      ),
    );
  }

  /** The names of what the charts mark, for those who can't see the marks. */
  private list(regions: readonly Region[], to: number): void {
    this.annotations.hidden = regions.length === 0;
    this.annotations.replaceChildren(
      ...regions.map(({ title, start, end }) => {
        // At the end of the range, it may go on.
        const until = end >= to - ONGOING_SECONDS ? 'now' : instantText(end);
        return h('li', {}, h('b', {}, title), ` ${instantText(start)} – ${until}`);
      }),
    );
  }

  /** A hidden page sends no requests. */
  private readonly onVisible = (): void => {
    if (!document.hidden) void this.refresh(false);
    else clearTimeout(this.timer);
  };
}
