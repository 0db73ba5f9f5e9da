import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { grade, type Grade } from '../../src/missions/grade.js';
import { loadMissions, missionDirectories } from '../../src/missions/load.js';
import type { Step } from '../../src/missions/schema.js';
import { packageRoot } from '../../src/package-root.js';
import { createPrometheusClient } from '../../src/prometheus/client.js';
import type { PrometheusClient } from '../../src/prometheus/types.js';
import { FIXTURE_END, labMetrics } from '../fixtures/lab-metrics.js';
import { startPrometheus, type TestPrometheus } from '../helpers/prometheus.js';

/** Every answer that the shipped missions name, graded by a real Prometheus on data that never changes. */

const { missions } = await loadMissions(missionDirectories(packageRoot(), {}));
const steps = missions.flatMap((mission) => mission.steps);

let server: TestPrometheus;
let prometheus: PrometheusClient;

beforeAll(async () => {
  server = await startPrometheus({ openMetrics: labMetrics() });
  prometheus = createPrometheusClient(server.url);
});
afterAll(async () => {
  await server?.stop();
});

// A second after the last scrape: the newest instants lie between scrapes, as they do in life.
const now = FIXTURE_END + 1.9;
const gradeIt = (step: Step, answer: string): Promise<Grade> => grade(step, answer, prometheus, { now });

describe.each(steps.map((step) => [step.id, step] as const))('%s', (_, step) => {
  test.each([step.answer.reference, ...step.answer.accept].map((answer) => [answer]))(
    'accepts %s',
    async (answer) => {
      expect(await gradeIt(step, answer)).toMatchObject({ verdict: 'pass' });
    },
  );

  test.each(step.answer.reject.map(({ answer, diagnosis }) => [diagnosis, answer]))(
    'rejects by %s: %s',
    async (diagnosis, answer) => {
      const { verdict, diagnoses } = await gradeIt(step, answer);
      expect(['wrong', 'empty', 'error']).toContain(verdict);
      // The named one leads: that is what a learner reads.
      expect(diagnoses.map(({ rule }) => rule)[0]).toBe(diagnosis);
    },
  );
});
