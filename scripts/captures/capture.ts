import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { packageRoot } from '../../src/util/package-root.js';
import { createLab } from '../../test/helpers/lab.js';
import { terminalToSvg } from '../../test/helpers/svg.js';
import { TestTerminal } from '../../test/helpers/terminal.js';
import { captureBoard } from './board.js';
import type { Camera } from './camera.js';
import { captureMissions } from './mission.js';
import { captureReport } from './report.js';

// npm run captures: takes the pictures for README and docs from the real program on a real lab; with names, such as
// `npm run captures -- mission`, only those. The lab runs on free ports; the pictures show the default ones.

// Without Grafana on every machine, because one picture is of the board.
const lab = await createLab({ OBS_LAB_GRAFANA_MIRROR: 'http://127.0.0.1:4041' });

async function save(terminal: TestTerminal, name: string, title: string): Promise<void> {
  const ports = {
    3030: lab.ports.api,
    9090: lab.ports.prometheus,
    9093: lab.ports.alertmanager,
    4040: lab.ports.grafana,
    5433: lab.ports.postgres,
    3031: lab.ports.traffic,
  };
  let svg = terminalToSvg(terminal.screen, title).replaceAll(lab.home.path, '~/.local/share/obs-lab');
  for (const [usual, used] of Object.entries(ports)) svg = svg.replaceAll(`:${used}`, `:${usual}`);
  await writeFile(join(packageRoot(), `docs/captures/${name}.svg`), svg);
}

const camera: Camera = {
  open: (args, size) => new TestTerminal(args, { columns: 90, rows: 24, ...size, env: lab.env }),
  save,
  cli: lab.cli,
};

const wanted = process.argv.slice(2);
const isWanted = (name: string): boolean => wanted.length === 0 || wanted.includes(name);

async function captureUp(): Promise<void> {
  const up = camera.open(['up', ...lab.portFlags], { rows: 32 });
  await up.waitFor('The lab is up', 120);
  await up.exited;
  if (isWanted('up')) await save(up, 'up', 'obs-lab up: every service healthy, every target scraped');
}

async function captureStress(): Promise<void> {
  const stress = camera.open(['stress', '--tier', 'light', '--duration', '20s'], { rows: 30 });
  await stress.waitFor(/50 ?\/ ?50|50 of 50/, 60);
  await sleep(6_000);
  await save(stress, 'stress', 'obs-lab stress: the client’s view and the server’s side by side');
  stress.type('q');
  await stress.exited;
}

async function captureRuns(): Promise<void> {
  for (const tier of ['light', 'medium', 'heavy']) {
    await lab.cli(['stress', '--tier', tier, '--duration', '20s']);
  }
  await captureReport(lab.env);
}

const PARTS: Readonly<Record<string, () => Promise<void>>> = {
  mission: () => captureMissions(camera),
  stress: captureStress,
  board: () => captureBoard(`http://127.0.0.1:${lab.ports.grafana}`),
  report: captureRuns,
};

try {
  await captureUp();
  await sleep(90_000); // the first minute's windows must fill
  for (const [name, capture] of Object.entries(PARTS)) if (isWanted(name)) await capture();
} finally {
  await lab.close();
}
