import { expect, test } from 'vitest';
import type { Diagnosis } from '../../promql/diagnosis.js';
import type { Grade } from '../grading/types.js';
import { judgeTrial } from './prove.js';
import type { Trial } from './trials.js';

const diagnosis = (rule: string): Diagnosis => ({
  rule,
  severity: 'error',
  message: 'm',
  why: 'w',
  fix: 'f',
});
const PASS: Grade = { verdict: 'pass', diagnoses: [] };
const wrong = (...rules: string[]): Grade => ({ verdict: 'wrong', diagnoses: rules.map(diagnosis) });
const NOT_READY: Grade = { verdict: 'not-ready', diagnoses: [], readiness: { ready: false, lacking: 'x' } };
const FAULT: Grade = { verdict: 'lab-fault', diagnoses: [], reason: 'broken' };
const MISSING = { rule: 'missing-labels' };

test.each<[string, Trial['expected'], Grade, string | undefined]>([
  ['a pass', 'pass', PASS, undefined],
  ['a fail that must pass', 'pass', wrong('raw-counter'), 'accept-fails'],
  ['a fail without a diagnosis', 'pass', wrong(), 'accept-fails'],
  ['a pass that must fail', MISSING, PASS, 'reject-passes'],
  ['the expected diagnosis', MISSING, wrong('missing-labels', 'raw-counter'), undefined],
  [
    'the expected diagnosis, but not first',
    MISSING,
    wrong('raw-counter', 'missing-labels'),
    'reject-unexplained',
  ],
  ['no diagnosis', MISSING, wrong(), 'reject-unexplained'],
  ['an expected refusal', { rule: 'unfinished' }, { ...wrong('unfinished'), verdict: 'error' }, undefined],
  ['any failure', 'any failure', wrong('x'), undefined],
  ['a starter that passes', 'any failure', PASS, 'already-solved'],
  ['no data when any failure will do', 'any failure', NOT_READY, undefined],
  ['no data', 'pass', NOT_READY, 'not-ready'],
  ['no data for an answer that must fail', MISSING, NOT_READY, 'not-ready'],
  ['an error in the grader', 'any failure', FAULT, 'lab-fault'],
])('%s', (_, expected, grade, rule) => {
  expect(judgeTrial({ what: 'it', expected }, grade)?.rule).toBe(rule);
});
