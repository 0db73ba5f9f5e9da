import { describe, expect, test } from 'vitest';
import type { Interpolation } from '../../../../dashboards/model/interpolate.js';
import type { Grade } from '../../types.js';
import { type Attempt, type Candidate, chooseAttempt, isTitled } from './choose.js';
import { instantProblem, legendProblem, missingPanel, queryProblem, unitProblem } from './problems.js';
import { inWordsOfStep, recognisable, windowProblem, withRateInterval } from './windows.js';

const CONTEXT: Interpolation = { variables: [], from: 0, to: 900, step: 2, rateInterval: recognisable(4) };

describe('the windows of a query', () => {
  test.each<[string, string, string[]]>([
    ['rate(a[$__rate_interval])', 'rate(a[4s1ms])', []],
    ['rate(a[${__rate_interval}])', 'rate(a[4s1ms])', []],
    ['rate(a[ $__rate_interval ])', 'rate(a[ 4s1ms ])', []],
    ['rate(a[1m])', 'rate(a[4s1ms])', ['1m']],
    ['rate(a[4s])', 'rate(a[4s1ms])', ['4s']],
    ['rate(a[$__interval])', 'rate(a[4s1ms])', ['$__interval']],
    ['rate(a[$__range])', 'rate(a[4s1ms])', ['$__range']],
    ['rate(a[1m] offset 5m)', 'rate(a[4s1ms] offset 5m)', ['1m']],
    ['rate(a[1m] @ end())', 'rate(a[4s1ms] @ end())', ['1m']],
    ['rate(a{b=~"[45].."}[1m])', 'rate(a{b=~"[45].."}[4s1ms])', ['1m']],
    ['rate(a{b=~"[0-9]m[1m]"}[$__rate_interval])', 'rate(a{b=~"[0-9]m[1m]"}[4s1ms])', []],
    ['rate(a[1m]) / rate(b[5m])', 'rate(a[4s1ms]) / rate(b[4s1ms])', ['1m', '5m']],
    ['rate(a[$__rate_interval]) / rate(b[5m])', 'rate(a[4s1ms]) / rate(b[4s1ms])', ['5m']],
    ['a', 'a', []],
    ['max_over_time(rate(a[1m])[1h:1m])', 'max_over_time(rate(a[4s1ms])[1h:1m])', ['1m']],
    ['rate(a[', 'rate(a[', []],
  ])('%s', (raw, expr, fixed) => {
    expect(withRateInterval(raw, CONTEXT)).toEqual({ expr, fixed });
  });

  test('are explained by the variable, not by what it stood for', () => {
    expect(windowProblem('Errors', ['1m'])).toMatchObject({
      message: '“Errors” uses the window [1m]; the step asks for [$__rate_interval].',
      fix: 'Write [$__rate_interval] instead of [1m].',
    });
    const diagnosis = {
      rule: 'x',
      severity: 'error' as const,
      message: 'over 4s1ms',
      why: '[4s1ms], 4.001 s',
      fix: '4s and 14s1ms',
    };
    expect(inWordsOfStep(diagnosis, CONTEXT)).toMatchObject({
      message: 'over $__rate_interval',
      why: '[$__rate_interval], $__rate_interval',
      fix: '4s and 14s1ms',
    });
  });
});

const candidate = (id: number, more: Partial<Candidate> = {}): Candidate => ({
  id,
  panel: { title: `Panel ${id}`, unit: 's' },
  expr: 'a',
  fixedWindows: [],
  legendFormat: '',
  ...more,
});
const titled = (id: number, title: string): Candidate => candidate(id, { panel: { title, unit: 's' } });
const PASS: Grade = { verdict: 'pass', diagnoses: [] };
const WRONG: Grade = { verdict: 'wrong', diagnoses: [] };
const ERROR: Grade = { verdict: 'error', diagnoses: [] };
const attempt = (of: Candidate, grade: Grade, isOnTopic = true): Attempt => ({
  candidate: of,
  grade,
  isOnTopic,
});

describe('the attempt at a panel', () => {
  const [a, b] = [candidate(1), candidate(2)];
  const requests = titled(3, 'Requests');
  const errors = titled(4, 'Errors');
  const choose = (mine: Attempt[], other: Attempt[] = []): number | undefined => {
    const wanted = { name: 'the share of errors', attempts: mine };
    const second = { name: 'requests per second by route', attempts: other };
    return chooseAttempt(wanted, [wanted, second])?.candidate.id;
  };
  test.each<[string, Attempt[], Attempt[], number | undefined]>([
    ['none: the panel is missing', [], [], undefined],
    ['the only one', [attempt(a, WRONG)], [], 1],
    ['one that can be read before one that can’t', [attempt(a, ERROR), attempt(b, WRONG)], [], 2],
    ['one that can’t be read', [attempt(a, ERROR)], [], 1],
    ['not one that is right for another panel', [attempt(a, WRONG)], [attempt(a, PASS)], undefined],
    ['nor where its title says so', [attempt(requests, WRONG)], [attempt(requests, PASS)], undefined],
    ['the other one then', [attempt(a, WRONG), attempt(b, WRONG)], [attempt(a, PASS)], 2],
    ['the one with the title', [attempt(a, WRONG), attempt(errors, WRONG, false)], [], 4],
    [
      'the one with the title, though right for another',
      [attempt(errors, WRONG)],
      [attempt(errors, PASS)],
      4,
    ],
    ['not one about a part of the topic', [attempt(a, WRONG, false)], [], undefined],
  ])('is %s', (_, mine, other, expected) => expect(choose(mine, other)).toBe(expected));

  test.each([
    ['Requests', 'requests per second by route', true],
    ['requests by route', 'requests per second by route', true],
    ['Request', 'requests per second by route', true],
    ['Errors', 'the share of errors', true],
    ['Duration', 'the p95 duration by method', true],
    ['Growth', 'the growth', true],
    ['Items', 'items created', true],
    ['Errors', 'requests per second by route', false],
    ['Error budget', 'the share of errors', false],
    ['The', 'the growth', false],
    ['', 'the growth', false],
  ])('“%s” as the title of %s: %s', (title, name, expected) => expect(isTitled(title, name)).toBe(expected));
});

describe('what is wrong with a panel', () => {
  const WANTED = { name: 'requests by route', reference: 'a', unit: ['reqps', 'ops'], legend: ['route'] };
  const rows = ['/a', '/b'].map((route) => ({ labels: { route }, cells: [1] }));
  const grade = { verdict: 'pass', diagnoses: [], result: { rows } } as unknown as Grade;
  const legend = (legendFormat: string, wanted: string[] = ['route']) =>
    legendProblem({ ...WANTED, legend: wanted }, candidate(1, { legendFormat }), { grade, siblings: [] })
      ?.message;

  test.each<[string, string[], boolean]>([
    ['{{route}}', ['route'], true],
    ['{{ route }}', ['route'], true],
    ['route {{route}} of the API', ['route'], true],
    ['{{method}} {{route}}', ['route'], true],
    ['', ['route'], true],
    ['requests', ['route'], false],
    ['/a /b', ['route'], false],
    ['{{method}}', ['route'], false],
    ['{{route}}', ['route', 'method'], false],
    ['{{route}} {{method}}', ['route', 'method'], true],
    ['{route}', ['route'], false],
    ['requests', [], true],
  ])('the legend %j for %j is right: %s', (format, wanted, isRight) => {
    expect(legend(format, wanted) === undefined).toBe(isRight);
  });

  const one = { title: 'Items', unit: 'ops' };
  const lines = (...legends: string[]): Candidate[] =>
    legends.map((legendFormat, id) => candidate(id, { panel: one, legendFormat }));
  test.each<[string, Candidate[], string | undefined]>([
    ['own legends', lines('created', 'read'), undefined],
    ['equal legends', lines('items', 'items'), '2 queries of “Items” have the legend “items”.'],
    [
      'legends that differ by blanks',
      lines('items', 'items '),
      '2 queries of “Items” have the legend “items”.',
    ],
    ['a label that no series has', lines('{{job}}', 'read'), 'A query of “Items” has no legend.'],
    ['a label that the series have', lines('{{route}}', 'read'), undefined],
    ['no legends', lines('', ''), 'A query of “Items” has no legend.'],
    ['one legend missing, the other’s', lines('read', ''), undefined],
    ['a panel with one query', lines(''), undefined],
    [
      'the same legend in another panel',
      [...lines('items'), candidate(9, { legendFormat: 'items' })],
      undefined,
    ],
    ['legends that no step asks for', [], undefined],
  ])('%s: %s', (_, siblings, message) => {
    const wanted = { ...WANTED, legend: [] };
    expect(legendProblem(wanted, siblings[0] ?? candidate(0), { grade, siblings })?.message).toBe(message);
  });

  const NAMES = ['items created', 'items read', 'items updated', 'items deleted', 'the growth'];
  test.each<[name: string, legend: string, title: string, message: string | undefined]>([
    ['items created', 'created', 'Items', undefined],
    ['items created', 'create', 'Items', undefined],
    ['items created', 'C', 'Items', undefined],
    ['items created', '', 'Items', undefined],
    ['items created', 'read', 'Items', 'The legend “read” is on the query that shows items created.'],
    ['items read', 'updates', 'Items', 'The legend “updates” is on the query that shows items read.'],
    ['items read', 'read', 'Deleted', 'The title “Deleted” is on the query that shows items read.'],
    ['the growth', 'created - deleted', 'Growth', undefined],
    ['the growth', 'growth (created)', 'Growth', undefined],
    ['the growth', 'created', 'Growth', 'The legend “created” is on the query that shows the growth.'],
  ])('%s with the legend “%s” in “%s”: %s', (name, legendFormat, title, message) => {
    const own = candidate(0, { panel: { title, unit: 'ops' }, legendFormat });
    const others = NAMES.filter((other) => other !== name);
    const found = legendProblem({ ...WANTED, name, legend: [] }, own, { grade, siblings: [own], others });
    expect(found?.message).toBe(message);
  });

  test('a hidden legend that the step asks for', () => {
    const hidden = {
      title: 'Requests',
      unit: 'ops',
      kind: 'timeseries' as const,
      legend: { show: false, calcs: [] },
    };
    const own = candidate(0, { panel: hidden, legendFormat: '{{route}}' });
    expect(legendProblem(WANTED, own, { grade, siblings: [] })?.message).toBe(
      'The legend of “Requests” is hidden.',
    );
  });

  test('an instant query in a panel for lines', () => {
    const panel = { title: 'Requests', unit: 'ops', kind: 'timeseries' as const };
    expect(instantProblem(candidate(0, { panel, instant: true }))?.fix).toBe(
      'Remove `"instant": true` from the query.',
    );
    expect(instantProblem(candidate(0, { panel }))).toBeUndefined();
    expect(
      instantProblem(candidate(0, { panel: { ...panel, kind: 'table' }, instant: true })),
    ).toBeUndefined();
  });

  test('its unit', () => {
    expect(unitProblem(WANTED, candidate(1))).toMatchObject({
      rule: 'panel-unit',
      fix: expect.stringContaining('reqps or ops'),
    });
    expect(unitProblem(WANTED, candidate(1, { panel: { title: '', unit: 'ops' } }))).toBeUndefined();
  });

  test('its query, by the name of the panel', () => {
    expect(queryProblem(WANTED, attempt(titled(1, 'Requests'), WRONG))).toMatchObject({
      rule: 'panel-query',
      message: '“Requests” does not show requests by route.',
    });
  });

  test('that it is missing, and whether another uses its metrics', () => {
    expect(missingPanel(WANTED, ['a', 'b'], false)).toMatchObject({
      message: 'No panel shows requests by route.',
      why: 'No query that is shown uses a or b.',
    });
    expect(missingPanel(WANTED, ['a', 'b'], true).why).toBe(
      'The queries that use a and b show something else.',
    );
  });
});
