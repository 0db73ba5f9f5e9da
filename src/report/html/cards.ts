import { formatThreshold } from '../../load/request/thresholds.js';
import { formatCount, formatMs, formatShare } from '../../util/number-format.js';
import type { Column } from '../columns.js';
import { measuredText, usersOf } from '../conclusions.js';
import { VERDICT_TONES } from '../tables.js';
import { type Html, markup } from './template.js';

/** Each run at a glance, side by side, with its latencies on one common scale. */
export function summaryCards(columns: readonly Column[]): Html {
  const all = columns.flatMap(({ run: { client } }) => [client.latencyMs.p50, client.latencyMs.max]);
  const scale = decades(all.filter((ms) => ms !== null && ms > 0) as number[]);
  return markup`<div class="cards">${columns.map((column, i) => card(column, i, scale))}</div>`;
}

interface Scale {
  /** Exponents of ten, of ms. */
  from: number;
  to: number;
}

function decades(values: readonly number[]): Scale {
  if (values.length === 0) return { from: 0, to: 3 };
  const from = Math.floor(Math.log10(Math.min(...values)));
  return { from, to: Math.max(from + 1, Math.ceil(Math.log10(Math.max(...values)))) };
}

function card(column: Column, i: number, scale: Scale): Html {
  const { run, name, goodRps } = column;
  const { client, reconciliation: proof } = run;
  const errors = client.errors.ratio;
  return markup`<article class="card tier-${i}" aria-label="${name}">
    <header><h3><span class="swatch"></span>${name}</h3><span class="pill tone-${VERDICT_TONES[run.verdict]}">${run.verdict}</span></header>
    <p class="load">${usersOf(column)}, started at ${formatCount(run.spawnRate)}/s, ${Math.round(run.sendingSeconds)} s</p>
    <dl class="figures">
      <div class="main"><dt>p95</dt><dd>${withUnit(formatMs(client.latencyMs.p95))}</dd></div>
      <div><dt>answers/s</dt><dd>${formatCount(client.rps)}</dd></div>
      <div><dt>good/s</dt><dd>${formatCount(goodRps)}</dd></div>
      <div class="${errors > 0 ? 'tone-bad' : ''}"><dt>errors</dt><dd>${withUnit(formatShare(errors))}</dd></div>
    </dl>
    ${strip(run.client.latencyMs, scale)}
    <ul class="checks">
      ${run.thresholds.map((result) => check(result.pass, formatThreshold(result), measuredText(result)))}
      ${proof ? check(proof.ok, proof.ok ? 'reconciled' : 'not reconciled', equation(proof)) : check(false, 'not reconciled', 'not compared')}
      ${run.generatorLimited && check(false, 'generator-limited', 'the generator was the bottleneck')}
    </ul>
  </article>`;
}

/** The answers, the extra requests that are accounted for, and the server's count. */
function equation({ ok, client, server, difference }: NonNullable<Column['run']['reconciliation']>): string {
  if (!ok) return `${formatCount(client)} ${client === server ? '=' : '≠'} ${formatCount(server)}`;
  return `${formatCount(client)}${difference > 0 ? ` + ${formatCount(difference)}` : ''} = ${formatCount(server)}`;
}

function check(good: boolean, name: string, value: string): Html {
  return markup`<li class="tone-${good ? 'good' : 'bad'}"><span class="mark" role="img" aria-label="${good ? 'passed' : 'failed'}">${good ? '✓' : '✗'}</span> <span>${name}</span> <b>${value}</b></li>`;
}

/** The number large, its unit small. */
function withUnit(text: string): Html {
  const [number = '', unit = ''] = text.split(' ');
  return markup`${number}${unit && markup`<small> ${unit}</small>`}`;
}

const WIDTH = 300;
const PAD = 8;

/** p50 to p95 as a bar, to p99 as a line, the slowest as a dot, on a logarithmic scale that all cards share. */
function strip(latency: Column['run']['client']['latencyMs'], { from, to }: Scale): Html | undefined {
  const { p50, p95, p99, max } = latency;
  if (p50 === null || p95 === null || p99 === null || max === null) return undefined;
  const x = (ms: number): string =>
    (PAD + ((Math.log10(Math.max(ms, 10 ** from)) - from) / (to - from)) * (WIDTH - 2 * PAD)).toFixed(1);
  const ticks = Array.from({ length: to - from + 1 }, (_, i) => 10 ** (from + i));
  const says = `p50 ${formatMs(p50)}, p95 ${formatMs(p95)}, p99 ${formatMs(p99)}, slowest ${formatMs(max)}`;
  const bar = Math.max(3, Number(x(p95)) - Number(x(p50))).toFixed(1);
  return markup`<svg class="strip" viewBox="0 0 ${WIDTH} 40" role="img" aria-label="${says}"><title>${says}</title>
    ${ticks.map((ms, i) => markup`<line class="tick" x1="${x(ms)}" x2="${x(ms)}" y1="2" y2="24"/><text x="${x(ms)}" y="37" text-anchor="${i === 0 ? 'start' : i === ticks.length - 1 ? 'end' : 'middle'}">${formatMs(ms)}</text>`)}
    <line class="whisker" x1="${x(p50)}" x2="${x(p99)}" y1="13" y2="13"/>
    <rect class="bar" x="${x(p50)}" y="7" width="${bar}" height="12" rx="3"/>
    <line class="end" x1="${x(p99)}" x2="${x(p99)}" y1="8" y2="18"/>
    <circle class="dot" cx="${x(max)}" cy="13" r="2.5"/>
  </svg>`;
}
