import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { reconciled, savedRun, threeTiers } from '../../test/fixtures/saved-runs.js';
import type { ReadRun } from '../load/saved/saved-run-schema.js';
import { HTML_MARK, renderHtml } from './html/html.js';
import { inlineJson, markup } from './html/template.js';
import { MARKDOWN_MARK, renderMarkdown } from './markdown.js';
import { buildReport } from './model.js';

const assets = { script: 'draw()', style: 'body{}', icon: '<svg/>' };
const tiers = threeTiers() as ReadRun[];
const EVIL =
  '</script><script>alert(1)</script><img src=x onerror=alert(2)>|`**_[x](javascript:alert(3))\n# @all';
const hostile = savedRun(
  { tier: 'light', users: 40 },
  {
    tier: EVIL,
    notices: [EVIL],
    reasons: [EVIL],
    reconciliation: {
      ...reconciled({ '200': 4 }, 1),
      problems: [EVIL],
      rows: [{ method: EVIL, route: EVIL, status: EVIL, client: 1, server: 2 }],
    },
    environment: { node: EVIL, platform: EVIL, cpus: 2 },
    client: { ...tiers[0]!.client, byStatus: { [EVIL]: 3 } },
  },
) as ReadRun;

describe('the page', () => {
  const page = renderHtml(buildReport(tiers), assets);

  it('allows its own script and style, and nothing else', () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1];
    const script = /<script>([^]*?)<\/script>/.exec(page)![1]!;
    const style = /<style>([^]*?)<\/style>/.exec(page)![1]!;
    const hash = (text: string) => `&#39;sha256-${createHash('sha256').update(text).digest('base64')}&#39;`;
    expect(policy?.split('; ')).toEqual([
      'default-src &#39;none&#39;',
      `script-src ${hash(script)}`,
      `style-src ${hash(style)}`,
      'img-src data:',
      'base-uri &#39;none&#39;',
      'form-action &#39;none&#39;',
    ]);
    expect(page.slice(0, 4096)).toContain(HTML_MARK);
    expect(page).not.toMatch(/(src|href)="(?!data:|#)/);
    expect(page).not.toContain('style="'); // the page's own policy would block it
  });

  it('has a place for every chart, and a chart for every place', () => {
    const specs = JSON.parse(/id="charts">([^<]*)</.exec(page)![1]!) as {
      id: string;
      xs: unknown[];
      lines: { values: unknown[] }[];
    }[];
    const places = [...page.matchAll(/data-chart="([^"]+)"/g)].map(([, id]) => id);
    expect(specs.map(({ id }) => id)).toEqual(places);
    expect(specs.length).toBe(2 + 3 + 3 + 3 + 9);
    for (const { xs, lines } of specs) for (const { values } of lines) expect(values).toHaveLength(xs.length);
  });

  it('shows a hostile run as text', () => {
    const report = renderHtml(buildReport([hostile, ...tiers]), assets);
    expect(report.match(/<script/g)).toHaveLength(2);
    expect(report).not.toContain('<img src=x');
    expect(report).toContain('&lt;/script&gt;&lt;script&gt;alert(1)');
  });

  it('marks counts that do not agree', () => {
    const report = renderHtml(buildReport([hostile]), assets);
    expect(report).toMatch(/<td class="tone-bad">✗ no<\/td>/);
    expect(page).not.toContain('✗ no');
  });
});

it.each([
  [{}, '✓', '4 = 4'],
  [{ server: 6, difference: 2 }, '✓', '4 + 2 = 6'],
  [{ server: 6, difference: 2, ok: false }, '✗', '4 ≠ 6'],
])('sets the two counts against each other: %j', (changes, mark, text) => {
  const reconciliation = { ...reconciled({ '200': 4 }), ...changes };
  const page = renderHtml(buildReport([{ ...tiers[0]!, reconciliation }]), assets);
  expect(page).toMatch(
    new RegExp(`>${mark}</span> <span>(not )?reconciled</span> <b>${text.replace('+', '\\+')}</b>`),
  );
});

describe('Markdown', () => {
  const text = renderMarkdown(buildReport(tiers));

  it('contains the headline, the conclusions and the tables', () => {
    expect(
      text.startsWith(
        `${MARKDOWN_MARK}\n\n# Stable with 40 users, contention with 200, overload with 1,000\n`,
      ),
    ).toBe(true);
    expect(text).toMatch(/^- ✅ \*\*Every request is accounted for: [\d,]+ answers\.\*\* /m);
    expect(text).toMatch(
      /^\| p95 \| ✓ p95&lt;250ms: [\d.]+ ms \| ✓ .* \| \*\*✗ p95&lt;250ms: [\d.]+ ms\*\* \|$/m,
    );
    for (const title of ['Thresholds', 'Latency', 'Reconciliation', 'Generator']) {
      expect(text).toContain(`\n## ${title}\n`);
    }
  });

  it('gives every row as many cells as its header', () => {
    const hostileText = renderMarkdown(buildReport([hostile, ...tiers]));
    const width = (line: string): number => line.replaceAll('\\|', '').split('|').length;
    for (const table of hostileText.split('\n\n').filter((block) => block.startsWith('| '))) {
      expect(new Set(table.trim().split('\n').map(width)).size, table).toBe(1);
    }
  });

  it('shows a hostile run as text', () => {
    const hostileText = renderMarkdown(buildReport([hostile]));
    expect(hostileText).not.toMatch(/<(script|img)|[^\\]\[x\]|[^\\]`|\n# @|@all/);
    expect(hostileText).toContain('alert(1)');
  });
});

describe('markup', () => {
  it('escapes texts, joins lists, leaves out missing values', () =>
    expect(
      markup`<p title="${'"<&\''}">${['a', markup`<b>${'<'}</b>`]}${false}${undefined}${0}</p>`.text,
    ).toBe('<p title="&quot;&lt;&amp;&#39;">a<b>&lt;</b>0</p>'));
  it('cannot be broken out of from within JSON', () =>
    expect(inlineJson({ a: '</script>' }).text).toBe('{"a":"\\u003c/script>"}'));
});

it.each<[string, Partial<ReadRun>]>([
  ['no intervals', { intervals: [] }],
  ['a broken histogram', { histogram: 'x' }],
  [
    'no answer at all',
    {
      client: {
        ...tiers[0]!.client,
        responses: 0,
        byStatus: {},
        latencyMs: { p50: null, p90: null, p95: null, p99: null, max: null },
      },
    },
  ],
  ['no proof and no Prometheus', { reconciliation: null, serverSeries: null }],
  ['no thresholds', { thresholds: [] }],
  ['nothing sent', { sendingSeconds: 0 }],
])('makes a report of a run with %s', (_, changes) => {
  const report = buildReport([{ ...tiers[0]!, ...changes }]);
  expect(renderHtml(report, assets)).toContain('<h1>Stable with 40 users</h1>');
  expect(renderMarkdown(report)).not.toMatch(/NaN|undefined|Infinity/);
  expect(renderHtml(report, assets)).not.toMatch(/NaN|>undefined|Infinity/);
});
