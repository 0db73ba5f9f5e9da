import { describe, expect, test } from 'vitest';
import type { Fault } from '../../lab/faults/fault.js';
import { FAULTS } from '../../lab/faults/index.js';
import { parsePromql } from '../../src/promql/syntax/parse.js';

const faults: readonly Fault[] = FAULTS;

describe.each(faults)('$id', ({ symptom, evidence }) => {
  const queries = evidence.flatMap((each) => (each.kind === 'promql' ? [each.expr] : []));
  test.each([symptom, ...queries])('%s is PromQL', (query) => {
    expect(parsePromql(query)).toMatchObject({ complete: true });
  });
});
