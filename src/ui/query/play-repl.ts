import { recordTyped } from '../../missions/progress/progress.js';
import type { ProgressStore } from '../../missions/progress/progress-file.js';
import type { PrometheusClient } from '../../prometheus/types.js';
import { promql } from '../editor/model.js';
import { answerQuery, type ReplQuery } from './repl-answer.js';
import { replLanguage } from './repl-commands.js';
import { startReplSession, type ReplEnd } from './repl-session.js';
import { showsColor } from '../text/paint.js';
import { terminalColumns } from '../terminal/terminal.js';
import { openVocabulary } from '../editor/vocabulary.js';

/** An interactive PromQL prompt. It shares its history with the missions. */
export async function playRepl(
  prometheus: PrometheusClient,
  store: ProgressStore,
  { range, step, time, url }: Omit<ReplQuery, 'expr'>,
): Promise<ReplEnd> {
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
        { width: terminalColumns(), rows: process.stdout.rows || 24, color: showsColor() },
        signal,
      ),
    remember: (expr) => store.update((before) => recordTyped(before, expr)),
  });
  const { runReplScreen } = await import('./repl-screen.js');
  return runReplScreen(session);
}
