import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { ACTIONS } from '../../lab/faults/actions.js';
import { ALERTS } from '../../lab/faults/alerts.js';
import { lint } from '../../src/promql/lint/lint.js';
import type { Facts } from '../../src/promql/meaning/facts.js';
import { selectors } from '../../src/promql/syntax/ast.js';
import { parsePromql } from '../../src/promql/syntax/parse.js';
import { packageRoot } from '../../src/util/package-root.js';
import { labFacts } from '../helpers/lab-metrics.js';

const FOLDER = join(packageRoot(), 'docs/runbooks');
const SECTIONS = ['First three queries', 'Tell the causes apart', 'What to do', 'It is over when'];

const pages = readdirSync(FOLDER).map(
  (file) => [basename(file, '.md'), readFileSync(join(FOLDER, file), 'utf8')] as const,
);

/** Names of metrics that a selector may mean: its own, or what it asks of __name__. */
function namesOf(query: string): string[] {
  const { expr } = parsePromql(query);
  return selectors(expr).flatMap(({ metric, matchers }) => {
    const all = [metric, ...matchers.map(({ label, value }) => (label === '__name__' ? value : undefined))];
    return all.filter((name) => name !== undefined && /^\w+$/.test(name)) as string[];
  });
}

function section(text: string, heading: string): string {
  return text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
}

/** Queries in blocks, and those in commands or between backticks. */
function queriesIn(text: string): string[] {
  const blocks = [...text.matchAll(/^```promql\n([\s\S]*?)^```/gm)].map(([, query]) => query!.trim());
  const commands = [...text.matchAll(/obs-lab query '([^']+)'/g)].map(([, query]) => query!);
  return [...blocks, ...commands];
}

test('there is one runbook for each alert, and none without an alert', () => {
  expect(pages.map(([name]) => name).sort()).toEqual(Object.keys(ALERTS).sort());
});

describe.each(pages)('%s', (name, text) => {
  let facts: Facts;
  beforeAll(async () => void (facts = await labFacts()));

  test('has its parts, three queries first, and fits on two screens', () => {
    expect(text.startsWith(`# ${name}\n`)).toBe(true);
    expect([...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)).toEqual(SECTIONS);
    expect(queriesIn(section(text, 'First three queries'))).toHaveLength(3);
    expect(text.split('\n').length).toBeLessThan(80);
  });

  test('uses only mitigations that the lab can carry out', () => {
    const named = [...section(text, 'What to do').matchAll(/\(`([a-z-]+)`\)/g)].map(([, action]) => action!);
    expect(named.filter((action) => !(action in ACTIONS))).toEqual([]);
  });

  test.each(queriesIn(text))('%s is PromQL without lint, on metrics of the lab', (query) => {
    const { expr, complete } = parsePromql(query);
    expect(complete).toBe(true);
    expect(namesOf(query).filter((metric) => !facts.metricNames.includes(metric))).toEqual([]);
    const findings = lint(expr, facts).filter(({ severity }) => severity !== 'info');
    expect(findings).toEqual([]);
  });
});
