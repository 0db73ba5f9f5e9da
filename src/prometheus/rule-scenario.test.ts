import { expect, test } from 'vitest';
import { readAnswers } from './rule-scenario.js';

const REPORT = `Unit Testing:  test.yml
  FAILED:
    expr: "ALERTS{alertname=\\"High\\"} # q0", time: 2m,
        exp: {__name__="obs_lab_no_such_series"} 1E+00
        got: {__name__="ALERTS", alertname="High", alertstate="pending"} 1E+00
    expr: "up # q1", time: 10m,
        exp: {__name__="obs_lab_no_such_series"} 1E+00
        got: {a="x, \\"} 3", b="y"} 9E+00, {a="z"} +Inf
    expr: "nope # q2", time: 10m,
        exp: {__name__="obs_lab_no_such_series"} 1E+00
        got: nil
    expr: "sum(( # q3", time: 10m, err: 1:11: parse error: unclosed left parenthesis
`;

test('reads the actual results from the report', () => {
  expect([...readAnswers(REPORT)]).toEqual([
    [
      0,
      { samples: [{ labels: { __name__: 'ALERTS', alertname: 'High', alertstate: 'pending' }, value: 1 }] },
    ],
    [
      1,
      {
        samples: [
          { labels: { a: 'x, "} 3', b: 'y' }, value: 9 },
          { labels: { a: 'z' }, value: Infinity },
        ],
      },
    ],
    [2, { samples: [] }],
    [3, { error: '1:11: parse error: unclosed left parenthesis' }],
  ]);
});
