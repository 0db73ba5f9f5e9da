import { describe, expect, it } from 'vitest';
import { leaseSeconds, requireFault } from './request.js';

describe('requireFault', () => {
  it('finds a fault by its name', () => expect(requireFault('slow-route').hits).toBe('GET /items'));

  it('suggests the nearest name for a typo', () => {
    expect(() => requireFault('tabel-lock')).toThrow(
      expect.objectContaining({
        code: 'FAULT_UNKNOWN',
        exitCode: 2,
        hints: ['Did you mean: table-lock', 'List all faults: obs-lab fault list'],
      }),
    );
  });

  it('suggests nothing if no name is near', () => {
    expect(() => requireFault('xyzzy')).toThrow(
      expect.objectContaining({ hints: ['List all faults: obs-lab fault list'] }),
    );
  });
});

describe('leaseSeconds', () => {
  it.each([
    ['1s', 1],
    ['5m', 300],
    ['1m30s', 90],
    ['1h', 3600],
  ])('%s', (text, seconds) => expect(leaseSeconds(text)).toBe(seconds));

  it.each(['', '0', '0s', '5', '1500ms', '61m', 'forever', '-1s'])('refuses %j', (text) => {
    expect(() => leaseSeconds(text)).toThrow(
      expect.objectContaining({ code: 'DURATION_INVALID', exitCode: 2 }),
    );
  });
});
