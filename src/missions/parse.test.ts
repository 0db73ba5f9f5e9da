import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { MissionFileError } from './errors.js';
import { parseMission } from './parse.js';
import { isStepOf } from './schema.js';

const SHIPPED = readFileSync(new URL('../../missions/01-promql/mission.yaml', import.meta.url), 'utf8');

const VALID = `id: demo
title: Demo
summary: A demo.
learned: [What is up.]
steps:
  - id: one
    title: One
    prompt: What is up?
    concepts: [up]
    needs:
      - selector: up
        window: 1m30s
    answer:
      type: promql
      reference: up
      accept: [up, up + 0, 'up{job=~".+"}']
      reject:
        - { answer: vector(1), diagnosis: constant-answer }
        - { answer: sum(up), diagnosis: missing-labels }
        - { answer: down, diagnosis: unknown-metric }
    hints: [a, b]
    explanation: It is up.
`;

test('reads a mission, durations as seconds', () => {
  expect(parseMission(VALID, 'm.yaml')).toMatchObject({
    id: 'demo',
    steps: [{ id: 'one', weight: 1, needs: [{ window: 90 }], answer: { metricName: false } }],
  });
});

test('the shipped mission is valid, with stable, distinct ids', () => {
  const mission = parseMission(SHIPPED, 'm.yaml');
  expect(mission.steps.map(({ id }) => id)).toEqual([
    'count-requests',
    'not-the-scrapes',
    'whole-value',
    'rate-per-second',
    'after-a-restart',
    'irate-now',
    'growth-in-a-minute',
    'no-whole-number',
    'sum-by-method',
    'sum-without-status',
    'error-ratio',
    'error-ratio-by-route',
    'mean-latency',
    'what-a-mean-hides',
    'p95-by-route',
    'how-sure-is-p95',
    'share-within-limit',
  ]);
  for (const { answer } of mission.steps.filter((step) => isStepOf('promql', step))) {
    const answers = [answer.reference, ...answer.accept, ...answer.reject.map((wrong) => wrong.answer)];
    expect(new Set(answers).size).toBe(answers.length);
  }
});

function problemsOf(text: string): string[] {
  try {
    parseMission(text, 'm.yaml');
    return [];
  } catch (error) {
    if (!(error instanceof MissionFileError)) throw error;
    return error.problems.map(({ line, column, path, message }) => `${line}:${column} ${path} ${message}`);
  }
}

describe('what is wrong, and where', () => {
  test.each<[string, string, string, string]>([
    ['an unknown field', 'title: Demo', 'titel: Demo', '2:1 titel is not a field of a mission file'],
    ['a missing field', 'title: Demo\n', '', '1:1 title is missing'],
    ['a missing field of a step', '    title: One\n', '', '6:5 steps[0].title is missing'],
    [
      'too few hints',
      'hints: [a, b]',
      'hints: [a]',
      '21:12 steps[0].hints needs at least two hints, from a nudge to almost the solution',
    ],
    [
      'a bad id',
      '- id: one',
      '- id: One step',
      '6:9 steps[0].id must be lower-case words joined by hyphens, such as rate-per-second',
    ],
    [
      'a bad duration',
      'window: 1m30s',
      'window: 90 seconds',
      '12:17 steps[0].needs[0].window must be a duration such as 30s, 1m or 1h30m',
    ],
    [
      'a field of a wrong type',
      'title: Demo',
      'title: 7',
      '2:8 title invalid input: expected string, received number',
    ],
    [
      'an unknown answer type',
      'type: promql',
      'type: essay',
      "14:13 steps[0].answer.type invalid discriminator value. Expected 'promql' | 'number' | 'choice' | 'check' | 'dashboard' | 'rules' | 'exposition' | 'relabel' | 'load'",
    ],
    ['an empty prompt', 'prompt: What is up?', 'prompt: ""', '8:13 steps[0].prompt must not be empty'],
    [
      'a negative weight',
      '    hints:',
      '    weight: -1\n    hints:',
      '21:13 steps[0].weight too small: expected number to be >0',
    ],
  ])('%s', (_, before, after, expected) => {
    expect(VALID).toContain(before);
    expect(problemsOf(VALID.replace(before, after))).toContain(expected);
  });

  test('two steps with one id', () => {
    const twice = VALID + VALID.slice(VALID.indexOf('  - id: one'));
    expect(problemsOf(twice)).toEqual(['23:9 steps[1].id the id one is taken by an earlier step']);
  });

  test.each([
    ['nothing', '', '1:1'],
    ['a list', '- a\n- b\n', '1:1'],
    ['text', 'hello', '1:1'],
    ['an open quote', 'id: "demo\ntitle: x\n', '3:1'],
    ['a tab', 'id: demo\n\ttitle: x\n', '2:'],
    ['one key twice', 'id: a\nid: b\n', '2:1'],
    [
      'a bomb',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefgh'
        .split('')
        .map((c, i) => `${c}: &${c} [${Array(9).fill(`*${'abcdefg'[i]}`).join(',')}]`)
        .join('\n')}\n`,
      '1:1',
    ],
    ['bytes', '\u0000\u0001\uFFFD', '1:'],
  ])('%s', (_, text, place) => {
    const problems = problemsOf(text);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems[0]!.startsWith(place)).toBe(true);
  });
});

test('the message names the file and each place', () => {
  const text = VALID.replace('title: Demo', 'titel: Demo');
  expect(() => parseMission(text, 'missions/x/mission.yaml')).toThrow(
    /missions\/x\/mission.yaml can’t be used[^]*missions\/x\/mission.yaml:1:1: title is missing[^]*missions\/x\/mission.yaml:2:1: titel is not a field/,
  );
});
