import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parsePromql } from '../syntax/parse.js';
import { explainRejection } from './rejection.js';

/** What beginners type, what Prometheus 2.42 answers, and what they must read first. */
const MISTAKES = readFileSync(new URL('../../../test/fixtures/promql/beginners.tsv', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('# '))
  .map((line) => line.split('\t') as [typed: string, reason: string, rule: string, words: string]);

describe('a beginner’s mistake', () => {
  test.each(MISTAKES)('%s (%s): %s, %s', (typed, reason, rule, words) => {
    const diagnosis = explainRejection(reason, typed);
    expect([diagnosis.rule, diagnosis.fix.slice(0, words.length)]).toEqual([rule, words]);
  });

  test('hardly any is left to the general advice', () => {
    const general = MISTAKES.filter(([, , rule]) => rule === 'promql-error');
    expect(general.length / MISTAKES.length).toBeLessThan(0.02);
  });

  test.each(MISTAKES.filter(([, , , words]) => words.startsWith('Write ')))(
    'what is offered as a whole query can be typed: %s',
    (typed, reason) => {
      const [, query] = /^Write ([^…]+)\.$/.exec(explainRejection(reason, typed).fix) ?? [];
      // Advice in words is not a query: those start as the learner’s own query does, or with a function around it.
      // A list of labels alone is a part of one.
      if (query?.includes('(') && !/^(?:by|without) | (?:in|for|with|instead|or) /.test(query)) {
        expect(parsePromql(query)).toMatchObject({ complete: true });
      }
    },
  );
});
