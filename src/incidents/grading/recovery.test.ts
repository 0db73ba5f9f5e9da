import { expect, test } from 'vitest';
import { judgeRecovery, type RecoverySample } from './recovery.js';

const baseline = { rate: 20, badShare: 0.01 };
const good = { rate: 18, badShare: 0, symptom: false };
/** A sample per two seconds. */
const over = (...parts: readonly [number, Omit<RecoverySample, 'at'>][]): RecoverySample[] =>
  parts
    .flatMap(([count, part]) => Array.from({ length: count }, () => part))
    .map((part, i) => ({ ...part, at: 100 + 2 * i }));

test.each<[string, RecoverySample[], object]>([
  ['well for 30 s', over([16, good]), { held: true, since: 100 }],
  ['well, but not for long enough', over([15, good]), { held: false }],
  ['well after it was bad', over([5, { ...good, badShare: 0.5 }], [16, good]), { held: true, since: 110 }],
  [
    'bad in between',
    over([10, good], [1, { ...good, badShare: 0.2 }], [10, good]),
    { held: false, problem: 'bad' },
  ],
  [
    'stopped traffic',
    over([30, { rate: 0, badShare: 0, symptom: false }]),
    { held: false, problem: 'quiet' },
  ],
  ['thinned traffic', over([30, { ...good, rate: 9 }]), { held: false, problem: 'quiet' }],
  ['the low of the traffic’s swing', over([16, { ...good, rate: 11 }]), { held: true, since: 100 }],
  ['well for users only', over([30, { ...good, symptom: true }]), { held: false, problem: 'symptom' }],
  ['never watched', [], { held: false, problem: 'quiet' }],
])('%s', (_what, samples, recovery) => expect(judgeRecovery(samples, baseline)).toEqual(recovery));
