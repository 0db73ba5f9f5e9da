import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listenSettings, textSetting, urlSetting } from '../../lab/common/env.js';
import { closeGracefully, listen } from '../../lab/common/http-server.js';
import { log } from '../../lab/common/log.js';
import { boundPipelining } from '../../lab/common/pipeline.js';
import { runProgram } from '../../lab/common/program.js';
import { loadAssets } from './assets.js';
import { createBoard } from './board.js';

const STOP_GRACE_MS = 2_000;

// The board: a read-only page for the lab's dashboards. HOST, PORT, PROMETHEUS_URL and DASHBOARDS_DIR configure it;
// the browser's files are next to this one.
void runProgram('board', async () => {
  const { env } = process;
  const { host, port } = listenSettings(env, 4040);
  const prometheusUrl = urlSetting(env, 'PROMETHEUS_URL', ['http:']).origin;
  const assets = await loadAssets(join(dirname(fileURLToPath(import.meta.url)), 'page'));
  const server = createServer(
    // A page's requests are small, and slow ones must not hold a connection for long.
    { requestTimeout: 10_000, headersTimeout: 5_000 },
    boundPipelining(
      createBoard({ assets, prometheusUrl, dashboardsDirectory: textSetting(env, 'DASHBOARDS_DIR') }),
    ),
  );
  log('info', 'listening', { program: 'board', host, port: await listen(server, host, port), prometheusUrl });
  return () => closeGracefully(server, STOP_GRACE_MS);
});
