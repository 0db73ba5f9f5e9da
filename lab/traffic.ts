import { listenSettings, numberSetting, urlSetting } from './common/env.js';
import { namesIn } from './common/guard.js';
import { closeGracefully, listen } from './common/http-server.js';
import { createThrottledLog, log } from './common/log.js';
import { runProgram } from './common/program.js';
import { controlSettings, startControl } from './control/server.js';
import { createControlServer } from './traffic/control.js';
import { createTrafficInjector } from './traffic/faults/index.js';
import { createGate } from './traffic/gate.js';
import { createGenerator } from './traffic/generator.js';
import { createPauseLease } from './traffic/lease.js';
import { createTrafficMetrics } from './traffic/metrics.js';
import { createRandom } from './traffic/random.js';
import { createHttpClient } from './traffic/send.js';
import { createTargetRegistry } from './traffic/targets.js';

const REQUEST_TIMEOUT_MS = 5_000;
const STOP_GRACE_MS = 2_000;
const LOG_INTERVAL_MS = 10_000;

// Steady traffic for the API, and the lab's other helpers. HOST, PORT, HOSTS (its own metrics and control),
// TARGET_URL, RATE, SEED and LEARNER_HOST (how Prometheus reaches a learner's programs) configure it.
void runProgram('traffic', async () => {
  const { env } = process;
  const { host, port: wantedPort } = listenSettings(env, 3031);
  const target = urlSetting(env, 'TARGET_URL', ['http:']);
  const rate = numberSetting(env, 'RATE', { fallback: 20, min: 0.1, max: 1000 });
  const seed = numberSetting(env, 'SEED', { fallback: 1, min: 0, max: 2 ** 32 - 1, integer: true });

  const control = controlSettings(env);

  const throttled = createThrottledLog(LOG_INTERVAL_MS);
  const client = createHttpClient(target, REQUEST_TIMEOUT_MS);
  const metrics = createTrafficMetrics(() => lease.paused);
  const gate = createGate(createRandom(seed + 1));
  const generator = createGenerator({
    rate,
    random: createRandom(seed),
    pass: gate.pass,
    send: client.send,
    onOutcome(plan, outcome) {
      metrics.record(plan, outcome);
      if (typeof outcome.status !== 'number') {
        throttled('warn', 'the API does not answer', { target: target.href, how: outcome.status });
      }
    },
  });
  const lease = createPauseLease(generator);
  const registry = createTargetRegistry(env.LEARNER_HOST ?? '127.0.0.1');
  const server = createControlServer(lease, metrics, registry, namesIn(env.HOSTS));
  const port = await listen(server, host, wantedPort);
  const injector = createTrafficInjector(target, gate);
  const stopControl = control && (await startControl(control, injector));
  log('info', 'listening', { program: 'traffic', host, port, target: target.href, rate, seed });
  generator.start();

  return async () => {
    lease.cancel();
    await Promise.all([stopControl?.(), injector.clear()]);
    const cut = setTimeout(client.close, STOP_GRACE_MS); // ends requests that the API does not answer
    await Promise.all([generator.stop(), closeGracefully(server, STOP_GRACE_MS)]);
    clearTimeout(cut);
    client.close();
  };
});
