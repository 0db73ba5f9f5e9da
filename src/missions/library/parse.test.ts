import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { MissionFileError } from './errors.js';
import { parseMission } from './parse.js';
import { isStepOf } from './schema.js';

const SHIPPED = readFileSync(new URL('../../../missions/01-promql/mission.yaml', import.meta.url), 'utf8');

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

describe('the examples in docs/authoring.md are valid', () => {
  const docs = readFileSync(new URL('../../../docs/authoring.md', import.meta.url), 'utf8');
  const answers = [...docs.matchAll(/^```yaml\n((?:fault: .*\n)?answer:\n[\s\S]*?)^```/gm)].map(
    ([, text]) => text!,
  );
  const step = VALID.slice(0, VALID.indexOf('    answer:'));
  const rest = VALID.slice(VALID.indexOf('    hints:'));

  test('show every type of answer', () => {
    const types = answers.map((text) => /type: (\w+)/.exec(text)?.[1]);
    expect(new Set(types).size).toBe(12);
  });

  test.each(answers)('%s', (answer) => {
    expect(problemsOf(`${step}${answer.replace(/^(?=.)/gm, '    ')}${rest}`)).toEqual([]);
  });
});

test('the shipped missions are valid, with stable, distinct ids', () => {
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

describe('reports each error with its place', () => {
  test.each<[string, string, string, string]>([
    [
      'an unknown field',
      'title: Demo',
      'titel: Demo',
      '2:1 titel is not a field of a mission file; did you mean title?',
    ],
    [
      'a typo in an optional field',
      'hints: [a, b]',
      'hints: [a, b]\n    hintFor: {}',
      '22:5 steps[0].hintFor is not a field of a mission file; did you mean hintsFor?',
    ],
    [
      'an unknown field that resembles no valid one',
      '        window: 1m30s',
      '        window: 1m30s\n        xyz: 1',
      '13:9 steps[0].needs[0].xyz is not a field of a mission file; valid fields: selector and window',
    ],
    [
      'a number instead of a duration',
      'window: 1m30s',
      'window: 90',
      '12:17 steps[0].needs[0].window must be a duration such as 30s, 1m or 1h30m',
    ],
    [
      'a query that YAML reads as fields',
      'reference: up',
      'reference: {job="api"}',
      '15:18 steps[0].answer.reference must be text, but YAML reads it as fields with values: put it in quotes',
    ],
    [
      'text instead of a list',
      'hints: [a, b]',
      'hints: a',
      '21:12 steps[0].hints must be a list, but is the text “a”',
    ],
    ['a field without a value', 'title: Demo', 'title:', '2:7 title must be text, but is empty'],
    [
      'no needs',
      '    needs:\n      - selector: up\n        window: 1m30s\n',
      '',
      '6:5 steps[0].needs is missing: it must name what the query selects',
    ],
    [
      'no type',
      '      type: promql\n',
      '',
      '14:7 steps[0].answer.type is missing: it must be promql, number, choice, check, dashboard, rules, exposition, relabel, alertmanager, load, mitigation or incident',
    ],
    [
      'a typo in the answer type',
      'type: promql',
      'type: promq',
      '14:13 steps[0].answer.type must be promql, number, choice, check, dashboard, rules, exposition, relabel, alertmanager, load, mitigation or incident; did you mean promql?',
    ],
    ['no steps', VALID.slice(VALID.indexOf('  - id')), '  []', '6:3 steps must have at least 1'],
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
      'a field of the wrong type',
      'title: Demo',
      'title: 7',
      '2:8 title must be text, but is 7: put it in quotes',
    ],
    [
      'an unknown answer type',
      'type: promql',
      'type: essay',
      '14:13 steps[0].answer.type must be promql, number, choice, check, dashboard, rules, exposition, relabel, alertmanager, load, mitigation or incident',
    ],
    ['an empty prompt', 'prompt: What is up?', 'prompt: ""', '8:13 steps[0].prompt must not be empty'],
    [
      'a negative weight',
      '    hints:',
      '    weight: -1\n    hints:',
      '21:13 steps[0].weight must be more than 0',
    ],
  ])('%s', (_, before, after, expected) => {
    expect(VALID).toContain(before);
    expect(problemsOf(VALID.replace(before, after))).toContain(expected);
  });

  test('two steps with one id', () => {
    const twice = VALID + VALID.slice(VALID.indexOf('  - id: one'));
    expect(problemsOf(twice)).toEqual(['23:9 steps[1].id the id one is taken by an earlier step']);
  });

  // For syntax errors: the place and the reason, without the errors that follow from it.
  test.each<[string, string, RegExp]>([
    ['nothing', '', /^1:1 {2}the mission file is empty$/],
    ['only a comment', '# later\n', /^1:1 {2}the mission file is empty$/],
    ['a list', '- a\n- b\n', /^1:1 {2}must be fields with values, but is a list$/],
    ['text', 'hello', /^1:1 {2}must be fields with values, but is the text “hello”$/],
    ['an open quote', 'id: "demo\ntitle: x\n', /^3:1 {2}missing closing/],
    ['a tab', 'id: demo\n\ttitle: x\n', /^2:\d+ {2}found a tab/],
    ['one key twice', 'id: a\nid: b\n', /^2:1 {2}duplicate field/],
    ['two colons', 'id: a\ntitle: one: two\n', /^2:8 {2}a second colon/],
    ['brackets in a field', 'id: { a: rate(x[1m]), b: c }\n', /^1:\d+ {2}unexpected here: .* quotes$/],
    ['brackets in a list', 'id: [rate(x[1m])]\n', /^1:12 {2}missing , .* in quotes$/],
    ['a backtick', 'id: a\ntitle: `up`\n', /^2:8 {2}text can’t start with `/],
    ['an asterisk', 'id: a\ntitle: *up\n', /^2:8 {2}“\*up” refers to nothing/],
    ['an exclamation mark', 'id: a\ntitle: !up x\n', /^2:8 {2}YAML reads a word that starts with ! as a tag/],
    ['a field too far right', 'id: a\n title: b\n', /^1:5 {2}.*the next line is indented too far/],
    ['a field too far left', 'a:\n  b: 1\n c: 2\n', /^3:1 {2}this line is not indented like/],
    ['a second document', 'id: a\n---\nid: b\n', /^2:1 {2}a second document starts here/],
    ['a control character', 'id: a\ntitle: x\u001B[2J\n', /^2:9 {2}found a control character \(U\+001B\)/],
    ['lists within lists', `id: ${'['.repeat(3000)}`, /^1:\d+ {2}lists or fields are nested too deeply$/],
    [
      'a bomb',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefgh'
        .split('')
        .map((c, i) => `${c}: &${c} [${Array(9).fill(`*${'abcdefg'[i]}`).join(',')}]`)
        .join('\n')}\n`,
      /^1:1 {2}/,
    ],
    ['bytes', '\u0000\u0001\uFFFD', /^1:1 {2}found a control character \(U\+0000\)/],
  ])('%s', (_, text, expected) => {
    const problems = problemsOf(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(expected);
  });
});
