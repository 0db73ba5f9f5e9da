import { parseArgs } from 'node:util';

// npm run bench -- NAME: each prints ratios against a baseline taken in the same run, since machines differ and drift.
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
  load: {
    what: 'the load generator against autocannon’s command line',
    run: async () => (await import('./load.js')).benchLoad(),
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
