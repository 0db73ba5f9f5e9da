import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/util/package-root.js';
import { renderDashboards } from '../../stack/grafana/src/render.js';

// Writes dashboards/*.json; `npm run dashboards`. What it writes is committed, and a test holds it current.
const directory = join(packageRoot(), 'stack/grafana/dashboards');
mkdirSync(directory, { recursive: true });
for (const [name, text] of await renderDashboards()) writeFileSync(join(directory, name), text);
