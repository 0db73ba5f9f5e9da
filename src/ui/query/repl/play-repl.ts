import { recordTyped } from '../../../missions/progress/progress.js';
import { openProgress } from '../../../missions/progress/progress-file.js';
import type { PrometheusClient } from '../../../prometheus/types.js';
import { openHome } from '../../../stack/home.js';
import { promql } from '../../editor/model.js';
import { openVocabulary } from '../../editor/vocabulary.js';
import { terminalColumns } from '../../terminal/terminal.js';
import { showsColor } from '../../text/paint.js';
import { answerQuery, type ReplLook, type ReplQuery } from './repl-answer.js';
import { replLanguage } from './repl-commands.js';
import { describeText, metricsText } from './repl-lookups.js';
import { type ReplEnd, startReplSession } from './repl-session.js';

/**
 * A PromQL prompt on the terminal. It shares its history with the missions.
 * @param notify shows a line about a progress file that could not be read
 */
export async function playRepl(
  prometheus: PrometheusClient,
  { range, step, time, url }: Omit<ReplQuery, 'expr'>,
  notify: (line: string) => void,
): Promise<ReplEnd> {
  const store = openProgress(openHome().progressFile, notify);
  // Asking for the version also checks that Prometheus answers before anything is typed.
  const [version, { history }] = await Promise.all([prometheus.version(), store.read()]);
  const session = startReplSession({
    greeting: `Prometheus ${version} at ${prometheus.url}. Type .help for help.\n`,
    history,
    range,
    columns: terminalColumns,
    openLanguage: (changed) => replLanguage(promql(openVocabulary(prometheus, changed))),
    ask: (expr, over, signal) =>
      answerQuery(
        prometheus,
        { expr, range: over, step: over === range ? step : undefined, time, url },
        look(),
        signal,
      ),
    lookups: {
      metrics: (text) => metricsText(prometheus, text, look()),
      describe: (metric) => describeText(prometheus, metric, look()),
    },
    remember: (expr) => store.update((before) => recordTyped(before, expr)),
  });
  const { runReplScreen } = await import('./repl-screen.js');
  return runReplScreen(session);
}

function look(): ReplLook {
  return { width: terminalColumns(), rows: process.stdout.rows || 24, color: showsColor() };
}
