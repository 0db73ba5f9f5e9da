import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderDashboards } from './src/render.js';

// Writes dashboards/*.json; `npm run dashboards`. What it writes is committed, and a test holds it current.
const directory = join(import.meta.dirname, 'dashboards');
mkdirSync(directory, { recursive: true });
for (const [name, text] of await renderDashboards()) writeFileSync(join(directory, name), text);
