import { parseArgs } from 'node:util';

// npm run bench -- NAME: each prints ratios against a baseline taken in the same run, since machines differ and
// drift.
const BENCHES: Record<string, { what: string; run: () => Promise<void> }> = {
  startup: {
    what: 'how fast the CLI starts',
    run: async () => (await import('./startup.js')).benchStartup(),
  },
  up: {
    what: '`obs-lab up` against a shell script that starts the same',
    run: async () => (await import('./up.js')).benchUp(),
  },
  'up-docker': {
    what: '`obs-lab up` in containers against docker compose up --wait',
    run: async () => (await import('./up-docker.js')).benchUpDocker(),
  },
  api: {
    what: 'the API with instrumentation against without',
    run: async () => (await import('./api.js')).benchApi(),
  },
  grade: {
    what: 'grading an answer on the live stack against the bare queries',
    run: async () => (await import('./grade.js')).benchGrade(),
  },
  load: {
    what: 'stress with its live screen against autocannon’s command line and hey; its memory at 1000 users',
    run: async () => (await import('./load.js')).benchLoad(),
  },
  tiers: {
    what: 'the load tiers on the shipped stack, three times each',
    run: async () => (await import('./tiers.js')).benchTiers(),
  },
  reconcile: {
    what: 'twenty load runs against the API’s own counters, some of them in trouble',
    run: async () => (await import('./reconcile.js')).benchReconcile(),
  },
};

const { positionals } = parseArgs({ allowPositionals: true });
const unknown = positionals.filter((name) => !(name in BENCHES));
if (positionals.length === 0 || unknown.length > 0) {
  const list = Object.entries(BENCHES).map(([name, { what }]) => `  ${name.padEnd(10)} ${what}`);
  console.error(`usage: npm run bench -- NAME…\n${list.join('\n')}`);
  process.exit(2);
}
for (const name of positionals) await BENCHES[name]?.run();
