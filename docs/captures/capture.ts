import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLab } from '../../test/helpers/lab.js';
import { terminalToSvg } from '../../test/helpers/svg.js';
import { TestTerminal } from '../../test/helpers/terminal.js';
import { captureBoard } from './board.js';
import { captureMissions } from './mission.js';
import { captureReport } from './report.js';

// npm run captures: takes the pictures of the README from the real program on a real lab. Free ports stand in for the
// default ones while it runs, and are put back in the picture.

// Without Grafana, wherever they are taken: the board is in one of them.
const lab = await createLab({ OBS_LAB_GRAFANA_MIRROR: 'http://127.0.0.1:9' });

async function save(terminal: TestTerminal, name: string, title: string): Promise<void> {
  const ports = {
    3030: lab.ports.api,
    9090: lab.ports.prometheus,
    4040: lab.ports.grafana,
    5433: lab.ports.postgres,
    3031: lab.ports.traffic,
  };
  let svg = terminalToSvg(terminal.screen, title).replaceAll(lab.home.path, '~/.local/share/obs-lab');
  for (const [usual, used] of Object.entries(ports)) svg = svg.replaceAll(`:${used}`, `:${usual}`);
  await writeFile(fileURLToPath(new URL(`${name}.svg`, import.meta.url)), svg);
}

const open = (args: string[], rows = 24): TestTerminal =>
  new TestTerminal(args, { columns: 90, rows, env: lab.env });

try {
  const up = open(['up', ...lab.portFlags]);
  await up.waitFor('The lab is up', 120);
  await up.exited;
  await save(up, 'up', 'obs-lab up: every service healthy, every target scraped');

  await sleep(90_000); // the first minute's windows must fill
  await captureMissions({ open, save, cli: lab.cli });

  const query = open([
    'query',
    'sum by (method) (rate(http_requests_total{job="api"}[30s]))',
    '--range',
    '2m',
  ]);
  await query.exited;
  await save(query, 'query', 'obs-lab query with a range: a chart');

  const stress = open(['stress', '--tier', 'light', '--duration', '20s'], 30);
  await stress.waitFor(/50 ?\/ ?50|50 of 50/, 60);
  await sleep(6_000);
  await save(stress, 'stress', 'obs-lab stress: the client’s view and the server’s side by side');
  stress.type('q');
  await stress.exited;

  await captureBoard(`http://127.0.0.1:${lab.ports.grafana}`);

  for (const tier of ['light', 'medium', 'heavy'])
    await lab.cli(['stress', '--tier', tier, '--duration', '20s']);
  await captureReport(lab.env);
} finally {
  await lab.close();
}
