import { expect, test } from 'vitest';
import type { Diagnosis } from '../../../promql/diagnosis.js';
import { plainText } from '../../text/line.js';
import { gradeLines, readinessLines } from './grade-text.js';

const chosen = (id: string): Diagnosis => ({
  rule: 'option',
  severity: 'info',
  message: `You chose ${id}.`,
  why: `Because of ${id}.`,
  fix: '',
});
const textOf = (verdict: 'pass' | 'wrong'): string =>
  gradeLines({ verdict, diagnoses: [chosen('a'), chosen('b')] }, 'a,b', 80)
    .map(plainText)
    .join('\n');

test('gives the reasons of every part of a right answer, and of a wrong one only the first', () => {
  expect(textOf('pass')).toContain('Because of b.');
  expect(textOf('wrong')).toContain('You chose b.');
  expect(textOf('wrong')).not.toContain('Because of b.');
});

test('says what to do about a lab that is not ready, a command per line', () => {
  const readiness = { ready: false, lacking: 'an incident is open', hints: ['Give it up: obs-lab down'] };
  expect(readinessLines(readiness, 80).map(plainText)).toEqual([
    'The lab is not ready for this step: an incident is open.',
    expect.stringMatching(/^→ Give it up: .* down$/),
  ]);
});
