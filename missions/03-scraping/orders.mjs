#!/usr/bin/env node
/**
 * A small program with a metrics page, for mission 3: it counts the orders of a shop that doesn't exist.
 * It adds itself to the list in which the lab's Prometheus finds its targets, and removes itself when it ends.
 *
 *   HOST     the address to listen on
 *   PORT     the port to listen on; default 3033
 *   LAB_URL  the lab's traffic program, which keeps that list; by default the one of the lab in OBS_LAB_HOME
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { homedir, networkInterfaces } from 'node:os';
import { join } from 'node:path';

const JOB = 'orders';
const RENEW_MS = 10_000;
const REQUEST_TIMEOUT_MS = 5_000;

const host = process.env.HOST || defaultHost();
const port = Number(process.env.PORT || 3033);
const lab = process.env.LAB_URL || `http://127.0.0.1:${trafficPort()}`;

/* The orders. */

const COUNTRIES = [
  { country: 'de', perSecond: 3 },
  { country: 'fr', perSecond: 1.5 },
  { country: 'uk', perSecond: 2 },
];
const EDGES = [0.1, 0.25, 0.5, 1, 2.5];
const TICK_MS = 100;

const created = new Map(COUNTRIES.map(({ country }) => [country, 0]));
const buckets = EDGES.map(() => 0);
let count = 0;
let sum = 0;
let waiting = 0;

function tick() {
  for (const { country, perSecond } of COUNTRIES) {
    if (Math.random() >= (perSecond * TICK_MS) / 1000) continue;
    created.set(country, created.get(country) + 1);
    const seconds = 0.08 + 0.6 * Math.random() ** 3;
    EDGES.forEach((edge, i) => (buckets[i] += seconds <= edge ? 1 : 0));
    count += 1;
    sum += seconds;
  }
  waiting = Math.max(0, waiting + Math.floor(Math.random() * 3) - 1);
}

function metricsPage() {
  return [
    '# HELP orders_created_total Orders that were placed.',
    '# TYPE orders_created_total counter',
    ...[...created].map(([country, value]) => `orders_created_total{country="${country}"} ${value}`),
    '# HELP orders_waiting Orders that wait to be packed.',
    '# TYPE orders_waiting gauge',
    `orders_waiting ${waiting}`,
    '# HELP order_duration_seconds Time to place an order.',
    '# TYPE order_duration_seconds histogram',
    ...EDGES.map((edge, i) => `order_duration_seconds_bucket{le="${edge}"} ${buckets[i]}`),
    `order_duration_seconds_bucket{le="+Inf"} ${count}`,
    `order_duration_seconds_sum ${sum}`,
    `order_duration_seconds_count ${count}`,
    '',
  ].join('\n');
}

/* The server. */

const server = createServer((request, response) => {
  if (request.url !== '/metrics') {
    response.writeHead(404).end('Not found. The metrics are at /metrics.\n');
    return;
  }
  response.setHeader('Content-Type', 'text/plain; version=0.0.4; charset=utf-8');
  response.end(metricsPage());
});

server.on('error', (error) => {
  const reasons = {
    EADDRINUSE: `port ${port} is taken; choose another one: PORT=3034`,
    EADDRNOTAVAIL: `this machine has no address ${host}`,
    ENOTFOUND: `${host} is not a valid address`,
    EACCES: `no permission for port ${port}; choose one above 1023`,
  };
  stop(`can't listen on ${shown(host)}:${port}: ${reasons[error.code] ?? error.message}`, 4);
});

if (!Number.isInteger(port) || port < 1 || port > 65_535) {
  stop(`PORT must be a number from 1 to 65535, not ${process.env.PORT}`, 2);
} else {
  server.listen(port, host, () => void start());
}

/** The port of the running lab's traffic, as `obs-lab up` recorded it; its usual one if nothing is recorded. */
function trafficPort() {
  const { OBS_LAB_HOME, XDG_DATA_HOME, HOME } = process.env;
  const home = OBS_LAB_HOME || join(XDG_DATA_HOME || join(HOME || homedir(), '.local', 'share'), 'obs-lab');
  try {
    return JSON.parse(readFileSync(join(home, 'state.json'), 'utf8')).ports.traffic;
  } catch {
    return 3031;
  }
}

async function start() {
  log('info', `listening on ${shown(host)}:${port}, metrics at http://${shown(host)}:${port}/metrics`);
  try {
    const { address } = await register();
    log('info', `registered as job "${JOB}": Prometheus will ask http://${address}/metrics every second`);
  } catch (error) {
    stop(
      `can't find the lab at ${lab} (${reasonOf(error)}); set OBS_LAB_HOME to its home, or LAB_URL to Traffic's address: \`obs-lab status\` shows both`,
      3,
    );
    return;
  }
  setInterval(tick, TICK_MS).unref();
  let known = true;
  setInterval(async () => {
    const before = known;
    known = await register().then(
      () => true,
      (error) => (before && log('warn', `can't renew the registration: ${reasonOf(error)}`), false),
    );
    if (known && !before) log('info', 'registered again');
  }, RENEW_MS).unref();
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void end());
}

async function end() {
  log('info', 'stopping: leaving the list of targets');
  await send('DELETE').catch((error) => log('warn', `can't leave the list of targets: ${reasonOf(error)}`));
  server.close();
  server.closeAllConnections();
}

/* The lab's list of targets: it drops a program that does not register again within half a minute. */

async function register() {
  return (await send('POST')).json();
}

async function send(method) {
  const response = await fetch(new URL('/targets', lab), {
    method,
    body: JSON.stringify({ job: JOB, port }),
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`it answered ${response.status}`);
  return response;
}

function reasonOf(error) {
  return error.cause?.code ?? error.message;
}

/** Wrong on purpose: many programs ship like this, because they were only ever tried on their author's machine. */
function defaultHost() {
  const addresses = Object.values(networkInterfaces()).flat();
  return addresses.some(({ address }) => address === '::1') ? '::1' : '127.0.0.2';
}

function shown(address) {
  return address.includes(':') ? `[${address}]` : address;
}

function log(level, message) {
  process.stdout.write(`${new Date().toISOString()} ${level} ${message}\n`);
}

function stop(message, exitCode) {
  process.stderr.write(`orders: ${message}\n`);
  process.exitCode = exitCode;
  server.close();
}
