import { expect, test } from 'vitest';
import type { CauseId } from '../plan/plan.js';
import { type AnswerField, parseAnswer, requireAction, requireField } from './answers.js';

const NOW = Date.parse('2026-01-02T00:00:30Z') / 1000;
const plan = {
  origins: { options: ['get-items', 'metrics-page', 'nowhere'] as const, right: [] },
  causes: { options: ['table-lock', 'slow-route', 'nothing'] as CauseId[], right: [] },
};

test.each<[AnswerField, string, object]>([
  ['began', '2m30s', { began: NOW - 150 }],
  ['began', '-90s', { began: NOW - 90 }],
  ['began', '45s ago', { began: NOW - 45 }],
  ['began', '00:00:10', { began: NOW - 20 }],
  ['began', '00:00', { began: NOW - 30 }],
  // Before midnight.
  ['began', '23:59:50 UTC', { began: NOW - 40 }],
  ['began', '2026-01-02T00:00:00Z', { began: NOW - 30 }],
  ['began', '1767312000', { began: 1_767_312_000 }],
  ['began', 'never', { began: 'never' }],
  ['origin', 'get-items', { origin: ['get-items'] }],
  ['origin', ' get-items, metrics-page,get-items ', { origin: ['get-items', 'metrics-page'] }],
  ['cause', 'nothing', { cause: ['nothing'] }],
  ['evidence', ' up == 0 ', { evidence: 'up == 0' }],
  ['blast', '35%', { blast: 0.35 }],
  ['blast', '0.5 %', { blast: 0.005 }],
  ['blast', '100', { blast: 1 }],
])('%s %s', (field, text, answer) => expect(parseAnswer(field, text, plan, NOW)).toEqual(answer));

test.each<[AnswerField, string]>([
  ['began', 'yesterday'],
  ['began', ''],
  ['began', '25:00:00'],
  ['origin', 'post-items'],
  ['origin', ','],
  ['cause', 'gremlins'],
  ['evidence', 'up =='],
  ['evidence', ''],
  ['blast', '101%'],
  ['blast', '-1'],
  ['blast', 'half'],
])('%s does not take “%s”', (field, text) => {
  expect(() => parseAnswer(field, text, plan, NOW)).toThrow(
    expect.objectContaining({ code: 'ANSWER_INVALID', exitCode: 2 }) as Error,
  );
});

test('suggests the nearest name', () => {
  expect(() => requireField('orgin')).toThrow(
    expect.objectContaining({
      code: 'FIELD_UNKNOWN',
      hints: expect.arrayContaining(['Did you mean: origin']) as string[],
    }) as Error,
  );
  expect(() => requireAction('rollback')).toThrow(
    expect.objectContaining({
      code: 'ACTION_UNKNOWN',
      hints: expect.arrayContaining(['Did you mean: roll-back']) as string[],
    }) as Error,
  );
});
