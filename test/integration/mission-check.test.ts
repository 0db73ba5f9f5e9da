import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CheckDocument } from '../../src/missions/check/index.js';
import { runCheck } from '../../src/missions/check/run.js';
import { createMission } from '../../src/missions/library/scaffold.js';
import { packageRoot } from '../../src/util/package-root.js';

/**
 * All shipped missions, the one of docs/authoring.md, a new one, and one with every kind of fault, checked together.
 */

const FAULTY = `id: faulty
title: Faulty
summary: What a check has to find.
learned: [Nothing.]
steps:
  - id: query
    title: A query
    prompt: Type \`sum(rate(http_requests_total[1m]))\`.
    concepts: [rate]
    needs: [{ selector: http_requests_total, window: 1m }]
    answer:
      type: promql
      reference: sum(rate(http_requests_total[1m]))
      accept:
        - sum( rate(http_requests_total[1m]) )
        - sum(rate(http_requests_total[2m]))
        - sum(increase(http_requests_total[1m])) / 60
      reject:
        - { answer: 'sum(irate(http_requests_total[1m]))', diagnosis: raw-counter }
        - { answer: 'sum(rate(http_requests_total[60s]))', diagnosis: different-window }
        - { answer: sum(http_requests_total), diagnosis: raw-counter }
    hints:
      - It is \`sum(rate(http_requests_total[1m]))\`.
      - Look at the first hint.
    hintsFor: { raw-countr: Take its rate. }
    explanation: None.
  - id: nowhere
    title: What is not there
    prompt: Count.
    concepts: [count]
    needs: [{ selector: no_such_metric, window: 1m }]
    answer:
      type: number
      reference: count(no_such_metric)
      mistakes: [{ query: '1', why: No. }]
    hints: [One., Two.]
    explanation: None.
  - id: mistaken
    title: A mistake with the right number
    prompt: How many targets are there?
    concepts: [up]
    needs: [{ selector: up, window: 1m }]
    answer:
      type: number
      reference: count(up)
      mistakes:
        - { query: sum(up), why: They are all up. }
        - { query: up, why: Not one number. }
    hints: [One., One.]
    explanation: None.
  - id: done
    title: Done already
    prompt: Bring the API up.
    concepts: [up]
    answer: { type: check, holds: 'up{job="api"} == 1', failing: It is down., solution: '\`obs-lab up\`' }
    hints: [One., Two.]
    explanation: None.
  - id: refused
    title: An invalid query
    prompt: How many?
    concepts: [up]
    needs: [{ selector: up, window: 1m }]
    answer:
      type: promql
      reference: sum(up
      accept: [a, b, c]
      reject: [{ answer: d, diagnosis: x }, { answer: e, diagnosis: x }, { answer: f, diagnosis: x }]
    hints: [One., Two.]
    explanation: None.
  - id: misspelt
    title: An unknown metric
    prompt: How many?
    concepts: [up]
    needs: [{ selector: up, window: 1m }]
    answer:
      type: promql
      reference: sum(rate(http_request_total[1m]))
      accept: [a, b, c]
      reject: [{ answer: d, diagnosis: x }, { answer: e, diagnosis: x }, { answer: f, diagnosis: x }]
    hints: [One., Two.]
    explanation: None.
  - id: file
    title: A page
    prompt: Write a page.
    concepts: [page]
    answer:
      type: exposition
      families: [{ name: jobs_total, type: counter }]
      accept: [{ text: "# HELP jobs_total x\\n# TYPE jobs_total counter\\njobs_total 1\\n" }, { file: none.txt }]
      reject:
        - { replace: [{ from: gauge, to: counter }], diagnosis: family-type }
        - { replace: [{ from: TYPE jobs_total counter, to: TYPE jobs_total gauge }], diagnosis: family-missing }
        - { text: jobs_total, diagnosis: exposition-refused }
    hints: [One., Two.]
    explanation: None.
  - id: solved
    title: An example that is the answer
    prompt: How many targets are up?
    concepts: [up]
    needs: [{ selector: up, window: 1m }]
    example: { query: count(up == 1), says: Those that are up. }
    answer: { type: number, reference: sum(up), mistakes: [{ query: '1', why: No. }] }
    hints: [One., Two.]
    explanation: None.
  - id: shown-elsewhere
    title: An example that answers another step
    prompt: How many targets are there?
    concepts: [up]
    needs: [{ selector: up, window: 1m }]
    example: { query: 'sum( rate(http_requests_total[1m]) )', says: Requests per second. }
    answer: { type: number, reference: count(up), mistakes: [{ query: '1', why: No. }] }
    hints: [One., Two.]
    explanation: None.
  - id: empty
    title: An example without a result
    prompt: How many jobs are there?
    concepts: [up]
    needs: [{ selector: up, window: 1m }]
    example: { query: no_such_metric, says: Nothing. }
    answer: { type: number, reference: count(count by (job) (up)), mistakes: [{ query: '1', why: No. }] }
    hints: [One., Two.]
    explanation: None.
`;

let directory: string;
let document: CheckDocument;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'obs-lab-test-missions-'));
  await createMission('scaffolded', { directory, title: undefined });
  const docs = await readFile(join(packageRoot(), 'docs/authoring.md'), 'utf8');
  // The block that is a whole mission, not the excerpts.
  const example = docs
    .split('```yaml\n')
    .find((block) => block.includes('\nid: '))
    ?.split('```')[0];
  for (const [name, text] of [
    ['documented', example!],
    ['faulty', FAULTY],
    ['unreadable', 'id: [\n'],
  ] as const) {
    await mkdir(join(directory, name));
    await writeFile(join(directory, name, 'mission.yaml'), text);
  }
  document = await runCheck({
    paths: [],
    ownDirectory: directory,
    env: process.env,
    signal: new AbortController().signal,
    onEvent: () => undefined,
  });
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const findingsOf = (mission: string): string[] =>
  document.findings
    .filter((finding) => finding.mission === mission)
    .map(({ line, column, step, rule, message }) => `${line}:${column} ${step} ${rule}: ${message}`);

test('the shipped missions, the one in the docs and a new one have no problems', () => {
  const shipped = document.missions.filter(({ file }) => file.startsWith(packageRoot()));
  const steps = shipped.flatMap((mission) => mission.steps);
  const answers = steps.reduce((sum, step) => sum + step.answers, 0);
  process.stdout.write(`${shipped.length} missions, ${steps.length} steps, ${answers} answers\n`);
  const others = document.findings.filter(
    ({ mission, severity }) => severity === 'error' && mission !== 'faulty' && mission !== 'unreadable',
  );
  expect(others).toEqual([]);
  expect(document.missions.map(({ id }) => id)).toEqual(
    expect.arrayContaining(['promql-basics', 'scaffolded', 'slow-requests']),
  );
  expect(answers).toBeGreaterThan(15 * shipped.length);
});

describe('errors in a mission', () => {
  test('are all found, each at its place', () => {
    expect(findingsOf('faulty')).toEqual([
      expect.stringMatching(/^8:13 query solution-given: the prompt contains/),
      expect.stringMatching(/^15:11 query answer-repeated: it is the same as the reference/),
      expect.stringMatching(
        /^16:11 query accept-fails: .*\[2m\].* must pass, but is graded wrong: different-window/,
      ),
      expect.stringMatching(
        /^19:11 query reject-unexplained: .* must get the diagnosis raw-counter, but gets /,
      ),
      expect.stringMatching(/^20:11 query reject-passes: .*\[60s\].* must fail, but passes/),
      expect.stringMatching(/^23:9 query solution-given: only the last hint/),
      expect.stringMatching(/^25:29 query hint-unproved: .* raw-countr/),
      expect.stringMatching(/^31:12 nowhere not-ready: on the fixture, there is no no_such_metric/),
      expect.stringMatching(/^47:11 mistaken reject-passes: the mistake 4 must fail/),
      expect.stringMatching(/^48:20 mistaken query-refused: .* 4 series and must give one/),
      expect.stringMatching(/^49:19 mistaken hint-repeated/),
      expect.stringMatching(/^55:35 done reject-passes: the undisturbed lab must fail/),
      expect.stringMatching(
        /^65:18 refused query-refused: .* unclosed left parenthesis, at 1:7 of the query/,
      ),
      expect.stringMatching(/^77:18 misspelt not-ready: .*; did you mean http_requests_total\?/),
      expect.stringMatching(/^89:\d+ file example-unreadable: the mission’s folder has no file none.txt/),
      expect.stringMatching(/^91:11 file example-unreadable: .* doesn’t contain “gauge”/),
      expect.stringMatching(
        /^92:11 file reject-unexplained: .* must get the diagnosis family-missing, but gets family-type/,
      ),
      expect.stringMatching(/^101:23 solved example-is-answer: the example passes as the answer/),
      expect.stringMatching(/^110:23 shown-elsewhere example-is-answer: .* an answer to the step query/),
      expect.stringMatching(/^119:23 empty example-empty: the example has no result on the fixture/),
    ]);
    expect(document.ok).toBe(false);
  });

  test('does not affect the others', () => {
    expect(findingsOf('unreadable')).toEqual([expect.stringMatching(/^2:1 undefined mission-invalid/)]);
    expect(document.missions.find(({ id }) => id === 'faulty')).toMatchObject({ ok: false });
    expect(document.missions.find(({ id }) => id === 'scaffolded')).toMatchObject({ ok: true });
  });
});
