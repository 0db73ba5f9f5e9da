#!/usr/bin/env node
// Runs the TypeScript sources, for developers: the same commands, no build.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { register } from 'tsx/esm/api';

process.env.NODE_ENV = 'production';
if (process.env.NO_COLOR) process.env.FORCE_COLOR = '0';
register();
const root = fileURLToPath(new URL('..', import.meta.url));
const { Config, flush, handle, run } = await import('@oclif/core');
const pjson = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
pjson.oclif.commands = './src/commands';
const config = await Config.load({ root, pjson, ignoreManifest: true });
await run(process.argv.slice(2), config).then(() => flush(), handle);
