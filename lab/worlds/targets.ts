import { unitOf } from '../shop/wave.js';
import { counter, gauge, restarted } from './growth.js';
import { collect, type Scene, type WorldSeries } from './scene.js';

/** What Prometheus records of its targets in a made-up world, and the small programs beside the API. */

const TARGETS = [
  ['prometheus', 'prometheus', 730],
  ['api', 'api', 1500],
  ['traffic', 'traffic', 180],
  ['shop', 'shop', 249],
  ['orders', '127.0.0.1:3033', 12],
] as const;

export function targetSeries(scene: Scene): WorldSeries[] {
  return TARGETS.flatMap(([job, instance, samples], i) => [
    ...oneTarget(scene, { job, instance }, samples, i),
    ...(scene.second ? oneTarget(scene, { job, instance: `${instance}-2` }, samples * 2 + 7 * i, i + 2) : []),
    ...(scene.jobs && ['api', 'shop'].includes(job)
      ? [`${job}-canary`, `old-${job}`].flatMap((other, nth) =>
          oneTarget(scene, { job: other, instance }, samples + 3 * nth, i + 5 + 2 * nth),
        )
      : []),
  ]);
}

function oneTarget(
  scene: Scene,
  target: { job: string; instance: string },
  samples: number,
  number: number,
): WorldSeries[] {
  const { series, add } = collect(target, false);
  const isDown = (t: number): boolean =>
    // The API at the newest scrape, so that a window or an offset of a second tells.
    (scene.down === true && t > (target.job === 'api' ? -0.9 : -40 - 5 * number)) ||
    // While it restarts.
    (scene.resets === true && ((t > -50 - number && t < -44 - number) || (t > -4.1 && t < -2.6)));
  const seconds = 0.004 * (1 + number);
  const more = (t: number): number => (scene.swings && t < -20 && t > -200 ? 900 : 0);
  add('up', 'gauge', {}, (t) => (isDown(t) ? 0 : 1));
  const name = `${target.job} ${target.instance}`;
  add('scrape_duration_seconds', 'gauge', {}, gauge(seconds, scene.quiet ? 0 : seconds * 0.6, 83, name));
  add('scrape_samples_scraped', 'gauge', {}, (t) => (isDown(t) ? 0 : samples + more(t)));
  add('scrape_samples_post_metric_relabeling', 'gauge', {}, () => samples);
  add('scrape_series_added', 'gauge', {}, () => 0);
  return series;
}

const COUNTRIES = { de: 3, fr: 1.5, uk: 2 };

/** The program that mission 3 has the learner start. */
export function ordersSeries(scene: Scene, instance: string, size: number): WorldSeries[] {
  const { series, add } = collect({ instance, job: 'orders' }, false);
  for (const [country, rate] of Object.entries(COUNTRIES)) {
    if (scene.missing && country === 'fr') continue;
    const resets = scene.resets ? [-Math.round(8 + 15 * unitOf(`restart of ${instance} ${country}`))] : [];
    const happening = scene.quiet && country === 'fr' ? 0 : rate;
    const orders = counter(happening * size, 131, `${instance} ${country}`);
    add('orders_created_total', 'counter', { country }, restarted(orders, resets));
  }
  add('orders_waiting', 'gauge', {}, gauge(5 * size, scene.quiet ? 0 : 2, 71, instance));
  return series;
}

const REQUESTS = [
  ['list', '200', 4],
  ['get', '200', 3],
  ['get', '404', 0.3],
  ['create', '201', 1],
  ['update', '200', 0.8],
  ['list', '503', 0.2],
  // No answer: in time, or at all.
  ['list', 'timeout', 0.15],
  ['create', 'error', 0.1],
] as const;

/** The program that makes the lab's steady traffic. */
export function trafficSeries(scene: Scene): WorldSeries[] {
  const { series, add } = collect({ instance: 'traffic', job: 'traffic' }, false);
  for (const [operation, status, rate] of REQUESTS) {
    const happening = scene.quiet && !status.startsWith('2') ? 0 : rate;
    const requests = counter(happening, 131, `traffic ${operation} ${status}`);
    add('traffic_requests_total', 'counter', { operation, status }, requests);
  }
  add('traffic_paused', 'gauge', {}, () => 0);
  return series;
}
