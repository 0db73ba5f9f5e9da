import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SCENES } from '../../lab/worlds/worlds.js';
import type { CheckDocument } from '../../src/missions/check/index.js';
import { runCheck } from '../../src/missions/check/run.js';

/** What an attack finds in a mission with weak spots: a step that no made-up world counts for, and one with too few series. */

const query = (id: string, more: string): string => `
  - id: ${id}
    title: Requests
    prompt: How many requests per second, by method, route and status?
    concepts: [rate]
    needs: [{ selector: http_requests_total, window: 1m }]
    answer:
      type: promql
      reference: sum by (method, route, status) (rate(http_requests_total[1m]))
      accept:
        - sum by (method, route, status) (increase(http_requests_total[1m])) / 60
        - sum without (instance, job) (rate(http_requests_total[1m]))
        - sum by (status, route, method) (rate(http_requests_total[1m]))
      reject:
        - { answer: 'sum(rate(http_requests_total[1m]))', diagnosis: missing-labels }
        - { answer: 'sum by (method, route, status) (http_requests_total)', diagnosis: raw-counter }
        - { answer: 'sum by (method) (rate(http_requests_total[1m]))', diagnosis: missing-labels }
${more}
    hints: [One., Two.]
    explanation: None.`;

const WEAK = query(
  'weak',
  `      exemptWorlds: { ${SCENES.map(({ id }) => `${id}: None of them counts`).join(', ')} }
      survivors:
        - { answer: 'avg by (method, route, status) (rate(http_requests_total[1m]))', reason: One instance. }
        - { answer: 'count(http_requests_total)', reason: It does not pass. }`,
);

const MISSION = `id: attacked
title: Attacked
summary: What an attack has to find.
learned: [Nothing.]
steps:${query('strong', '')}${WEAK}
  - id: narrow
    title: Few series
    prompt: Drop the users' series.
    concepts: [relabel]
    answer:
      type: relabel
      series:
        - { from: 'hits_total{key="user-1"}' }
        - { from: 'hits_total{key="all"}', to: 'hits_total{key="all"}' }
      accept: [{ text: "[{ source_labels: [key], regex: 'user-.*', action: drop }]" }]
      reject:
        - { replace: [{ from: 'user-.*', to: 'user-' }], diagnosis: relabel-kept }
        - { replace: [{ from: 'action: drop', to: 'action: remove' }], diagnosis: relabel-refused }
        - { replace: [{ from: 'action: drop', to: 'action: keep' }], diagnosis: relabel-reversed }
    hints: [One., Two.]
    explanation: None.
  - id: watched
    title: Down
    prompt: Alert after five minutes.
    concepts: [alert]
    answer:
      type: rules
      scenarios:
        - name: A target goes down
          interval: 1m
          input: [{ series: 'up{job="a", instance="x"}', values: 1x5 0x15 }]
          alerts:
            - { alert: Down, at: 4m, expect: none }
            - { alert: Down, at: 9m, expect: pending }
            - { alert: Down, at: 13m, expect: firing, labels: { severity: page } }
      accept:
        - text: |
            groups:
              - name: a
                rules:
                  - { alert: Down, expr: up == 0, for: 5m, labels: { severity: page } }
      reject:
        - { replace: [{ from: 'for: 5m', to: 'for: 20m' }], diagnosis: alert-missing }
        - { replace: [{ from: 'alert: Down', to: 'alert: Up' }], diagnosis: alert-unknown }
        - { replace: [{ from: 'up == 0', to: 'up ==' }], diagnosis: rules-refused }
    hints: [One., Two.]
    explanation: None.
`;

const LINE = (text: string, after = ''): number =>
  MISSION.slice(0, MISSION.indexOf(text, MISSION.indexOf(after))).split('\n').length;

let directory: string;
let document: CheckDocument;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'obs-lab-test-attack-'));
  await mkdir(join(directory, 'attacked'));
  await writeFile(join(directory, 'attacked', 'mission.yaml'), MISSION);
  document = await runCheck({
    paths: [directory],
    attack: true,
    env: process.env,
    signal: new AbortController().signal,
    onEvent: () => undefined,
  });
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const findingsOf = (step: string): string[] =>
  document.findings
    .filter((finding) => finding.step === step)
    .map(({ line, rule, severity, message }) => `${line} ${severity} ${rule}: ${message}`);

test('a wrong answer that passes is reported at its accepted answer, with what was changed', () => {
  const line = LINE('reference: ', 'id: weak');
  expect(findingsOf('weak')).toContain(
    `${line} error mutant-passes: \`max by (method, route, status) (rate(http_requests_total[1m]))\` passes: sum became max [aggregation]`,
  );
  expect(document.ok).toBe(false);
});

test('one that the mission lists is not, and one that it lists in vain is a warning', () => {
  const found = findingsOf('weak');
  expect(found.filter((one) => one.includes('`avg by (method, route, status) (rate('))).toEqual([]);
  expect(found.filter((one) => one.includes('survivor-idle'))).toEqual([
    `${LINE("- { answer: 'count(http_requests_total)'")} warning survivor-idle: no passing mutant has this name`,
  ]);
  const weak = document.missions[0]?.steps.find(({ id }) => id === 'weak');
  expect(weak?.attack).toMatchObject({ listed: 1, byClass: { aggregation: expect.any(Number) } });
});

test('the same step with made-up worlds has no such weak spot', () => {
  expect(findingsOf('strong').filter((one) => one.includes('[aggregation]'))).toEqual([]);
  const strong = document.missions[0]?.steps.find(({ id }) => id === 'strong');
  expect(strong?.attack?.mutants).toBeGreaterThan(50);
});

test('a file that does too much on series that are not tried passes, and is reported', () => {
  expect(findingsOf('narrow')).toContainEqual(
    expect.stringMatching(/error mutant-passes: `entry 1: regex became "\.\*user-\.\*"` passes \[matcher\]/),
  );
});

test('rule files that fail in one scenario fail, and those that pass in all are reported', () => {
  const passing = findingsOf('watched').filter((one) => one.includes('mutant-passes'));
  expect(passing).toEqual([expect.stringContaining('`Down: keep_firing_for 5m was added` passes')]);
  const watched = document.missions[0]?.steps.find(({ id }) => id === 'watched');
  expect(watched?.attack?.mutants).toBeGreaterThan(8);
});
