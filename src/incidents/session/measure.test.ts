import { expect, test } from 'vitest';
import { affectedFrom } from './measure.js';

test.each([
  ['nothing', { server: 0, client: { sent: 100, failed: 0, slow: 0 }, expected: 100 }, [0, 0]],
  ['failures', { server: 0.3, client: { sent: 100, failed: 30, slow: 0 }, expected: 100 }, [0.3, 0.3]],
  [
    'failures that may be the slow ones',
    { server: 0.4, client: { sent: 100, failed: 30, slow: 30 }, expected: 100 },
    [0.3, 0.6],
  ],
  [
    'no count at the API',
    { server: undefined, client: { sent: 100, failed: 50, slow: 0 }, expected: 100 },
    [0.5, 0.5],
  ],
  ['no requests', { server: undefined, client: { sent: 0, failed: 0, slow: 0 }, expected: 100 }, [1, 1]],
  [
    'few requests, all failed',
    { server: undefined, client: { sent: 10, failed: 10, slow: 0 }, expected: 100 },
    [1, 1],
  ],
  [
    'a quieter moment of the traffic',
    { server: 0, client: { sent: 75, failed: 0, slow: 0 }, expected: 100 },
    [0, 0],
  ],
])('%s', (_what, counts, [low, high]) => {
  const affected = affectedFrom(counts);
  expect(affected.low).toBeCloseTo(low!, 9);
  expect(affected.high).toBeCloseTo(high!, 9);
});
