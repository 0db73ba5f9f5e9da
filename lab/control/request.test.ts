import { expect, test } from 'vitest';
import { type InjectRequest, parseInject } from './request.js';

test.each<[string, InjectRequest | undefined]>([
  ['{"id": "table-lock"}', { id: 'table-lock', intensity: 'medium', seconds: 300 }],
  ['{"id": "x", "intensity": "high", "seconds": 3600}', { id: 'x', intensity: 'high', seconds: 3600 }],
  ['{"id": "x", "seconds": 1}', { id: 'x', intensity: 'medium', seconds: 1 }],
  ['{"id": "x", "seconds": 0}', undefined],
  ['{"id": "x", "seconds": 3601}', undefined],
  ['{"id": "x", "seconds": 1.5}', undefined],
  ['{"id": "x", "seconds": "5"}', undefined],
  ['{"id": "x", "intensity": "extreme"}', undefined],
  ['{"intensity": "low"}', undefined],
  ['[]', undefined],
  ['null', undefined],
  ['', undefined],
])('%s asks for %o', (text, request) => {
  expect(parseInject(text)).toEqual(request);
});
