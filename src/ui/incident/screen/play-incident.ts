import { problemText } from '../../../incidents/grading/grade.js';
import { answerField, requireAction } from '../../../incidents/report-fields.js';
import { advance } from '../../../incidents/session/advance.js';
import { finishIncident } from '../../../incidents/session/finish.js';
import { type Lab, requireIncident } from '../../../incidents/session/incident-file.js';
import { mitigate } from '../../../incidents/session/mitigate.js';
import { currentAlerts } from '../../../incidents/session/page.js';
import { countQuery } from '../../../incidents/session/query.js';
import { type IncidentStatus, statusOf } from '../../../incidents/session/status.js';
import { openProgress } from '../../../missions/progress/progress-file.js';
import { readLogs } from '../../../stack/verify/logs.js';
import { pasteable } from '../../../util/invocation.js';
import { promql } from '../../editor/model.js';
import { openVocabulary } from '../../editor/vocabulary.js';
import { openPreview } from '../../query/preview.js';
import { terminalColumns } from '../../terminal/terminal.js';
import { debriefText } from '../debrief-text.js';
import { sampleText } from '../mitigate-text.js';
import { runIncidentScreen } from './screen.js';
import { startIncidentSession } from './session.js';

const LOG_LINES = 60;

/**
 * Opens the screen of the open incident, and the debrief once it is closed.
 * @param print prints below the screen, after it
 */
export async function playIncident(lab: Lab, print: (text: string) => void): Promise<void> {
  const { home, state, prometheus } = lab;
  const now = async (): Promise<IncidentStatus> => statusOf(await requireIncident(lab));
  const { history } = await openProgress(home.progressFile, () => undefined).read();
  const session = startIncidentSession({
    status: await now(),
    history,
    dashboards: dashboardHints(
      state.services.grafana || state.services.board ? state.ports.grafana : undefined,
    ),
    actions: {
      refresh: async () => statusOf(await advance(lab)),
      async answer(field, text) {
        await answerField(lab, field, text);
        return now();
      },
      async mitigate(action, progress) {
        const recovery = await mitigate(lab, requireAction(action), {
          onSample: (sample, seconds) => progress(sampleText(sample, seconds).trim()),
        });
        const outcome = recovery.held ? 'the service has recovered' : problemText(recovery);
        return { status: await now(), outcome };
      },
      async countQuery() {
        await countQuery(lab);
        return now();
      },
      logs: (filter) => apiLog(lab, filter),
      alerts: () => currentAlerts(lab),
    },
    openTools: (changed) => ({
      promql: promql(openVocabulary(prometheus, changed)),
      preview: openPreview(prometheus, changed),
    }),
  });
  const end = await runIncidentScreen(session);
  if (end !== 'finished') {
    const hints = ['→ Continue: obs-lab incident', '→ Give it up: obs-lab incident stop'];
    return print(['The incident goes on.', ...hints.map(pasteable)].join('\n'));
  }
  const { report } = await finishIncident(lab);
  print(debriefText(report, terminalColumns()));
  print(pasteable('\nSee all: obs-lab incident list'));
}

/** The last lines of the API’s log that match: a status, a route, an age, or any text. */
async function apiLog({ home }: Lab, filter: string): Promise<string[]> {
  const words = filter.split(/\s+/).filter((word) => word !== '');
  const status = words.find((word) => /^[1-5](\d\d|xx)$/.test(word));
  const route = words.find((word) => word.startsWith('/'));
  const since = words.find((word) => /^\d+(ms|[smh])$/.test(word));
  const texts = words.filter((word) => ![status, route, since].includes(word));
  const lines = await readLogs({
    home,
    env: process.env,
    service: 'api',
    tail: texts.length > 0 ? 20 * LOG_LINES : LOG_LINES,
    since,
    route,
    status,
    onLine: () => undefined,
  });
  return lines.map(({ line }) => line).filter((line) => texts.every((text) => line.includes(text)));
}

function dashboardHints(port: number | undefined): string[] {
  return [
    ...(port === undefined ? [] : [`In a browser: http://127.0.0.1:${port}`]),
    'In another terminal:',
    '  obs-lab dashboard service      rate, errors and duration of every route',
    '  obs-lab dashboard saturation   pool, event loop, memory',
    '  obs-lab dashboard business     the shop',
    '  obs-lab dashboard load         during a load test',
    '  obs-lab logs api --follow      the log of the API as it is written',
    '  obs-lab query                  a prompt for queries that do not count',
  ];
}
