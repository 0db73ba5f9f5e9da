import { expect, it } from 'vitest';
import { grade } from '../../src/missions/grading/grade.js';
import { loadMissions, missionDirectories } from '../../src/missions/library/library.js';
import type { Step } from '../../src/missions/library/schema.js';
import { createPrometheusClient } from '../../src/prometheus/client.js';
import { findAlertmanager } from '../../src/stack/binaries/alertmanager.js';
import { cacheDir } from '../../src/stack/home.js';
import { openAlertmanagerTools } from '../../src/stack/tools/private-alertmanager.js';
import { packageRoot } from '../../src/util/package-root.js';
import { testWorld } from '../helpers/world.js';

const binary = await findAlertmanager({ env: process.env, cache: cacheDir() }).catch((error: Error) => error);
if (binary instanceof Error) console.warn(`Skipping what Alertmanager grades: ${binary.message}`);
const unable = binary instanceof Error;

const { missions } = await loadMissions(missionDirectories(packageRoot(), {}));
const steps = missions.find(({ id }) => id === 'rules')!.steps;
const stepOf = (id: string): Step => steps.find((step) => step.id === id)!;

// The grader asks no Prometheus.
const world = testWorld(createPrometheusClient('http://127.0.0.1:1'), {
  alertmanager: openAlertmanagerTools(),
});

it.skipIf(unable)('explains in words who was notified by mistake', async () => {
  const answer = `route:
  receiver: tickets
  routes:
    - { matchers: [severity="page"], receiver: database-team }
receivers: [{ name: tickets }, { name: database-team }, { name: on-call }]
`;
  const graded = await grade(stepOf('who-is-notified'), answer, world);
  expect(graded.verdict).toBe('wrong');
  expect(graded.diagnoses[0]?.message).toContain('ApiErrorRateHigh for service api');
});

it.skipIf(unable)('never sends anything to the addresses in an answer', async () => {
  const { createServer } = await import('node:http');
  let requests = 0;
  const server = createServer((_, response) => {
    requests++;
    response.end();
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  const receiver = (name: string): string =>
    `  - { name: ${name}, webhook_configs: [{ url: 'http://127.0.0.1:${port}/' }] }\n`;
  const answer = `route:
  receiver: on-call
  group_by: [service]
  group_wait: 0s
  routes: [{ matchers: [severity="ticket"], receiver: tickets, group_by: [service, alertname] }]
receivers:
${receiver('on-call')}${receiver('tickets')}`;
  try {
    expect(await grade(stepOf('one-notification'), answer, world)).toMatchObject({ verdict: 'pass' });
    expect(requests).toBe(0);
  } finally {
    server.close();
  }
});

it.skipIf(unable)('shows Alertmanager’s own reason for a refusal', async () => {
  const graded = await grade(stepOf('who-is-notified'), 'route:\n  reciever: a\n', world);
  expect(graded).toMatchObject({ verdict: 'error', diagnoses: [{ rule: 'alertmanager-refused' }] });
  expect(graded.diagnoses[0]?.message).toContain('reciever');
});

it('does not grade without an Alertmanager, and says what is missing', async () => {
  const nowhere = {
    PATH: '/nonexistent',
    OBS_LAB_ALERTMANAGER_BIN: '/nonexistent/alertmanager',
    OBS_LAB_CACHE: '/nonexistent',
  };
  const env = { ...nowhere, OBS_LAB_ALERTMANAGER_MIRROR: 'http://127.0.0.1:9' };
  const alertmanager = openAlertmanagerTools(env);
  const graded = await grade(stepOf('maintenance'), '- matchers: [\'a="b"\']\n', { ...world, alertmanager });
  expect(graded.verdict).toBe('lab-fault');
  expect(graded).toMatchObject({ cause: { code: 'NO_ALERTMANAGER', exitCode: 4 } });
});
