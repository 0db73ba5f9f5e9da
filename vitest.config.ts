import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// The projects, by what a test needs: nothing, real servers, the whole built product, or that and the machine for itself.
// One after the other, so that a quick failure is seen quickly. No file is isolated from the others of its worker: none
// changes what they share, and to load all modules anew for each takes a minute of two cores.
// On a shared machine a real server can be starved of its turn for longer than it has patience: CI asks once more.
const retry = process.env.CI ? 1 : 0;

const e2e = { isolate: false, retry, testTimeout: 180_000, hookTimeout: 240_000 };
/**
 * A load tier is to find the machine as it would for a user, and takes all of it. While faults are checked, no alert
 * may fire because a machine is busy with something else.
 */
const UNDER_LOAD = 'test/e2e/{stress*,fault-check}.test.ts';

const integration = { isolate: false, retry, testTimeout: 60_000, hookTimeout: 180_000, maxWorkers: 2 };
/** Another Prometheus, such as a 3.x beside the distribution's 2.x, with promtool in the same directory. */
const otherPrometheus = process.env.OBS_LAB_TEST_OTHER_PROMETHEUS;
if (!otherPrometheus) {
  console.log('OBS_LAB_TEST_OTHER_PROMETHEUS names no other Prometheus: the tests run with one only.');
}

/** The files that take minutes, so that none of them begins when all others are done. */
const LONGEST =
  /\/(incident|docker|docker-failures|fault|board-page|fault-crashes|rule-cases|mission-check)\.test\.ts$/;

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return [true, false].flatMap((first) => sorted.filter((file) => LONGEST.test(file.moduleId) === first));
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        // The production JSX runtime, to go with NODE_ENV: React's production build has no jsxDEV.
        oxc: { jsx: { runtime: 'automatic', development: false } },
        test: {
          name: 'unit',
          sequence: { groupOrder: 1 },
          include: ['{src,lab}/**/*.test.{ts,tsx}', 'test/docs/**/*.test.ts'],
          isolate: false,
          testTimeout: 60_000, // for a machine that is busy with other things; what is slow on a quiet one is a defect
          env: { NODE_ENV: 'production', FORCE_COLOR: '0' },
        },
      },
      // Bounded by the number of inputs; `npm run fuzz` bounds it by time.
      {
        test: {
          name: 'fuzz',
          sequence: { groupOrder: 1 },
          include: ['test/fuzz/**/*.test.ts'],
          isolate: false,
        },
      },
      {
        test: {
          name: 'integration',
          sequence: { groupOrder: 2 },
          include: ['test/integration/**/*.test.{ts,tsx}'],
          ...integration,
        },
      },
      // What is computed by Prometheus or explains its refusals, once more with the other one.
      ...(otherPrometheus
        ? [
            {
              test: {
                name: 'other-prometheus',
                sequence: { groupOrder: 3 },
                include: [
                  'test/integration/{explain-empty,grade,prometheus-client,promql-outcomes,worlds}.test.ts',
                ],
                env: { OBS_LAB_PROMETHEUS_BIN: otherPrometheus },
                ...integration,
              },
            },
          ]
        : []),
      {
        test: {
          name: 'e2e',
          sequence: { groupOrder: 4 },
          include: ['test/e2e/**/*.test.ts'],
          exclude: [UNDER_LOAD],
          ...e2e,
          // They wait more than they compute. Each has its own home, ports and temporary directory.
          maxWorkers: 3,
        },
      },
      {
        test: {
          name: 'e2e-load',
          sequence: { groupOrder: 5 },
          include: [UNDER_LOAD],
          ...e2e,
          maxWorkers: 1,
        },
      },
    ],
  },
});
