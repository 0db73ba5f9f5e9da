import { parseDashboard } from '../../dashboards/model/dashboard.js';
import { h, icon, replaceKeepingFocus } from '../../web/dom.js';
import { restoreTheme, themeToggle } from '../../web/theme-toggle.js';
import { DashboardView } from './dashboard-view.js';
import { refreshPicker, timePicker } from './pickers.js';
import { fetchJson } from './source.js';
import { formatViewState, parseViewState, type ViewState } from './view-state.js';

interface Listing {
  prometheusUrl: string;
  dashboards: { uid: string; title: string; description: string; version: string }[];
  /** Files that can't be shown. */
  problems: { file: string; message: string }[];
}

/** A file that is saved is shown after at most this time. */
const RELOAD_MS = 2000;

restoreTheme();
const bar = document.querySelector<HTMLElement>('#bar')!;
const main = document.querySelector<HTMLElement>('#dashboard')!;
const notice = h('p', { class: 'notice', role: 'status', hidden: true });
main.before(notice);
const tabs = h('nav', { 'aria-label': 'Dashboards' });
const time = h('div', { class: 'control' });
const refresh = h('div', { class: 'control joined' });
const refreshNow = h(
  'button',
  {
    type: 'button',
    class: 'tool',
    id: 'refresh-now',
    'aria-label': 'Refresh now',
    title: 'Refresh now',
    onclick: () => void current?.refresh(),
  },
  icon('refresh'),
);
bar.append(
  h(
    'a',
    { class: 'brand', href: '/' },
    h('img', { src: '/assets/icon.svg', alt: '', width: 22, height: 22 }),
    'obs-lab board',
  ),
  tabs,
  h(
    'div',
    { class: 'controls' },
    time,
    refresh,
    themeToggle(() => current?.restyle()),
  ),
);

let listing: Listing | undefined;
let current: DashboardView | undefined;

/** Shows the dashboard in the address. */
async function route(): Promise<void> {
  try {
    listing ??= (await fetchJson('/api/dashboards')) as Listing;
    const uid = /^\/d\/([\w-]+)/.exec(location.pathname)?.[1] ?? listing.dashboards[0]?.uid;
    if (uid === undefined) {
      return complain(
        'There are no dashboards.',
        'Put dashboard JSON files into config/board/dashboards in the lab’s home.',
      );
    }
    if (current?.dashboard.uid !== uid) await open(uid, listing);
    drawControls();
    await current?.show(parseViewState(location.search));
  } catch (error) {
    complain('The dashboard cannot be shown.', (error as Error).message);
  }
}

/** Shows a dashboard again if its file was saved, and says so if a file can't be read any more. */
async function reload(): Promise<void> {
  if (document.hidden || !listing || !current) return;
  const fresh = (await fetchJson('/api/dashboards')) as Listing;
  const { uid } = current.dashboard;
  const versionIn = ({ dashboards }: Listing): string | undefined =>
    dashboards.find((one) => one.uid === uid)?.version;
  notice.hidden = fresh.problems.length === 0;
  notice.textContent = fresh.problems.map(({ file, message }) => `${file}: ${message}`).join(' · ');
  const [before, now] = [versionIn(listing), versionIn(fresh)];
  // While its file is broken, the dashboard stays as it was.
  if (now === undefined) return;
  const titles = ({ dashboards }: Listing): string => JSON.stringify(dashboards.map(({ title }) => title));
  const isListed = titles(listing) === titles(fresh);
  listing = fresh;
  if (now !== before && uid !== undefined) {
    await open(uid, fresh);
    await route();
  } else if (!isListed && uid !== undefined) {
    drawTabs(uid, fresh.dashboards);
  }
}

async function open(uid: string, { prometheusUrl, dashboards }: Listing): Promise<void> {
  drawTabs(uid, dashboards);
  const dashboard = parseDashboard(await fetchJson(`/api/dashboards/${uid}`));
  close();
  current = new DashboardView(dashboard, prometheusUrl, {
    onVariable: (name, values) => {
      const view = parseViewState(location.search);
      go({ ...view, variables: { ...view.variables, [name]: values } });
    },
    onZoom: (from, to) => setRange(String(Math.round(from * 1000)), String(Math.round(to * 1000))),
    onBusy: (busy) => refreshNow.classList.toggle('busy', busy),
  });
  document.title = `${dashboard.title} · obs-lab board`;
  main.replaceChildren(current.element);
}

function close(): void {
  current?.destroy();
  current = undefined;
}

function complain(title: string, text: string): void {
  close();
  main.replaceChildren(h('div', { class: 'complaint', role: 'alert' }, h('h1', {}, title), h('p', {}, text)));
}

function drawTabs(uid: string, dashboards: Listing['dashboards']): void {
  tabs.replaceChildren(
    ...dashboards.map((dashboard) =>
      h(
        'a',
        {
          href: `/d/${dashboard.uid}`,
          title: dashboard.description,
          'aria-current': dashboard.uid === uid ? 'page' : undefined,
          onclick: (event: MouseEvent) => {
            if (event.metaKey || event.ctrlKey || event.shiftKey) return; // opens a new tab or window
            event.preventDefault();
            // The time range is kept: the next dashboard shows the same minutes.
            const { variables: _, ...view } = parseViewState(location.search);
            history.pushState(null, '', `/d/${dashboard.uid}${formatViewState({ ...view, variables: {} })}`);
            void route();
          },
        },
        dashboard.title,
      ),
    ),
  );
}

function drawControls(): void {
  if (!current) return;
  const view = parseViewState(location.search);
  const { dashboard } = current;
  const { from = dashboard.time.from, to = dashboard.time.to } = view;
  replaceKeepingFocus(time, timePicker({ from, to }, setRange));
  const picked = refreshPicker(view.refresh ?? dashboard.refresh ?? '', (chosen) =>
    go({ ...parseViewState(location.search), refresh: chosen }),
  );
  replaceKeepingFocus(refresh, refreshNow, picked);
}

function setRange(from: string, to: string): void {
  go({ ...parseViewState(location.search), from, to });
}

function go(view: ViewState): void {
  history.pushState(null, '', `${location.pathname}${formatViewState(view)}`);
  void route();
}

addEventListener('popstate', () => void route());
// If the board does not answer, the panels say so.
setInterval(() => void reload().catch(() => undefined), RELOAD_MS);
void route();
