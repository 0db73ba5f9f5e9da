import { defineConfig } from 'vitest/config';

// Three projects, by what a test needs: nothing, real servers, or the whole built product. One after the other, so that
// a quick failure is seen quickly, and nothing takes the machine from what the whole product is tried on.
// On a shared machine a real server can be starved of its turn for longer than it has patience: CI asks once more.
const retry = process.env.CI ? 1 : 0;

export default defineConfig({
  test: {
    projects: [
      {
        // The production JSX runtime, to go with NODE_ENV: React's production build has no jsxDEV.
        oxc: { jsx: { runtime: 'automatic', development: false } },
        test: {
          name: 'unit',
          sequence: { groupOrder: 1 },
          include: ['{src,lab}/**/*.test.{ts,tsx}'],
          testTimeout: 60_000, // for a machine that is busy with other things; what is slow on a quiet one is a defect
          env: { NODE_ENV: 'production', FORCE_COLOR: '0' },
        },
      },
      {
        test: {
          name: 'integration',
          sequence: { groupOrder: 2 },
          include: ['test/integration/**/*.test.{ts,tsx}'],
          retry,
          testTimeout: 60_000,
          hookTimeout: 180_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'e2e',
          sequence: { groupOrder: 3 },
          include: ['test/e2e/**/*.test.ts'],
          retry,
          testTimeout: 180_000,
          hookTimeout: 240_000,
          // One stack at a time: two cores, and leak checks that look at the whole machine.
          fileParallelism: false,
        },
      },
    ],
  },
});
