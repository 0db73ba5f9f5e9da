import { describe, expect, it } from 'vitest';
import { matcherText, parseMatchers } from './matchers.js';

const KNOWN = ['ApiLatencyHigh', 'ApiErrorRateHigh', 'TargetDown'];
const textsOf = (...typed: string[]): string[] => parseMatchers(typed, KNOWN).map(matcherText);

it.each<[string[], string[]]>([
  [['TargetDown'], ['alertname="TargetDown"']],
  [['targetdown'], ['alertname="TargetDown"']],
  [['TargetDown', 'ApiLatencyHigh'], ['alertname=~"TargetDown|ApiLatencyHigh"']],
  [['severity=page'], ['severity="page"']],
  [
    ['severity="page"', "route!='/items/:id'"],
    ['severity="page"', 'route!="/items/:id"'],
  ],
  [
    ['alertname=~Api.*', 'job!~"a|b"'],
    ['alertname=~"Api.*"', 'job!~"a|b"'],
  ],
  [
    ['TargetDown', 'instance = api'],
    ['alertname="TargetDown"', 'instance="api"'],
  ],
  [['note="say \\"hi\\""'], ['note="say \\"hi\\""']],
])('%j becomes %j', (typed, expected) => expect(textsOf(...typed)).toEqual(expected));

describe('refuses', () => {
  it('an unknown alert, with the nearest name', () => {
    expect(() => textsOf('ApiLatencyHgh')).toThrow(
      expect.objectContaining({
        code: 'ALERT_UNKNOWN',
        exitCode: 2,
        hints: expect.arrayContaining(['Did you mean: ApiLatencyHigh']) as string[],
      }),
    );
  });

  it.each(['=page', 'a b=c', 'severity=~(', 'severity="page', '9a=b'])('%s', (text) => {
    expect(() => textsOf(text)).toThrow(expect.objectContaining({ code: 'MATCHER_INVALID', exitCode: 2 }));
  });
});
