import { findMission, loadMissions, missionDirectories } from '../../src/missions/library/library.js';
import { packageRoot } from '../../src/util/package-root.js';
import type { Camera } from './camera.js';

/** The pictures of missions and of the REPL, on a lab that has a minute of data. */
export async function captureMissions({ open, save, cli }: Camera): Promise<void> {
  await cli(['mission', '1', '--reset', '--yes']);

  const completion = open(['mission', '1', '--step', 'sum-by-method']);
  await completion.waitFor('Tab complete', 120);
  completion.type('sum by (method) (rate(http_requests_total{status=~"2');
  await completion.waitFor('▸ 200');
  await save(completion, 'mission-completion', 'A mission step: highlighting and completion as you type');
  await completion.close();

  const wrong = open(['mission', '1', '--step', 'rate-per-second'], { rows: 30 });
  await wrong.waitFor('Tab complete', 120);
  wrong.type('increase(http_requests_total{job="api"}[1m])\r');
  await wrong.waitFor('✗ Not yet.');
  await save(wrong, 'mission', 'A mission step: a wrong answer, explained');
  await wrong.close();

  const mission = findMission(await loadMissions(missionDirectories(packageRoot(), {})), '1');
  for (const { id, answer } of mission.steps) {
    const step = ['mission', '1', '--step', id];
    if (answer.type === 'promql') {
      await cli([...step, '--answer', answer.reference]);
    } else if (answer.type === 'choice') {
      const right = answer.options.filter(({ correct }) => correct).map((option) => option.id);
      await cli([...step, '--answer', right.join(',')]);
    } else {
      await cli([...step, '--solution']);
    }
  }
  const summary = open(['mission', '1', '--step', mission.steps.at(-1)!.id], { rows: 44 });
  await summary.waitFor('Enter next step', 60);
  summary.type('\r');
  // Each answer is graded again, the last step's last.
  const last = mission.steps.findLast(({ answer }) => answer.type === 'promql')!;
  await summary.waitFor(new RegExp(`${last.title}.*still right`), 60);
  await save(
    summary,
    'mission-summary',
    'The end of a mission: what was passed and learned, and what to read next',
  );
  await summary.close();

  const repl = open(['query'], { rows: 28 });
  await repl.waitFor('Tab complete', 60);
  repl.type('sum by (route) (rate(http_requests_total{method="GET"}[1m]))\r');
  await repl.waitFor(/\/items\/:id +\d/);
  repl.type('sum(rate(http_requests_total[1m])\r');
  await repl.waitFor('[1m])\n');
  repl.type('\r');
  await repl.waitFor(/\^\n/);
  repl.type('histogram_quantile(0.95, sum by (l');
  await repl.waitFor(/▸ le +label/);
  await save(repl, 'query-repl', 'obs-lab query without an expression: query after query');
  await repl.close();
}
