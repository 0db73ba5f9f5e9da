import { describe, expect, it } from 'vitest';
import { formatBytes, formatNumber, formatSeconds, formatSi } from './number-format.js';

it.each([
  [0, '0'],
  [-0, '0'],
  [1, '1'],
  [-42, '-42'],
  [1234567, '1234567'],
  [999999999999999, '999999999999999'],
  [1e15, '1000000000000000'],
  [1.23456789e20, '123457000000000000000'],
  [1e21, '1e+21'],
  [0.1 + 0.2, '0.3'],
  [1 / 3, '0.333333'],
  [12.3456789, '12.3457'],
  [1234.5678, '1234.57'],
  [1234567.891, '1234567.89'],
  [1795355329.553, '1795355329.55'],
  [0.00001234567, '0.0000123457'],
  [1.5e-7, '1.5e-7'],
  [5e-324, '5e-324'],
  [NaN, 'NaN'],
  [Infinity, '+Inf'],
  [-Infinity, '-Inf'],
])('formatNumber(%d) is %s', (value, text) => expect(formatNumber(value)).toBe(text));

it.each([
  [0, '0'],
  [0.00012345, '0.000123'],
  [1e-9, '1e-9'],
  [12.345, '12.3'],
  [999, '999'],
  [999.9, '1k'],
  [1234, '1.23k'],
  [-15000, '-15k'],
  [999999, '1M'],
  [2.5e9, '2.5G'],
  [9.9e17, '990P'],
  [-3e18, '-3e+18'],
  [1.234e300, '1.23e+300'],
  [NaN, 'NaN'],
  [-Infinity, '-Inf'],
])('formatSi(%d) is %s', (value, text) => expect(formatSi(value)).toBe(text));

it.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1536, '1.5 KiB'],
  [80_000_000, '76.3 MiB'],
  [-1536, '-1.5 KiB'],
  [2 ** 50, '1024 TiB'],
  [NaN, 'NaN'],
])('formatBytes(%d) is %s', (value, text) => expect(formatBytes(value)).toBe(text));

describe('formatSeconds', () => {
  it.each([
    [0, '0 s'],
    [4e-10, '0.4 ns'],
    [25e-9, '25 ns'],
    [1.5e-6, '1.5 µs'],
    [0.0053, '5.3 ms'],
    [0.25, '250 ms'],
    [0.9996, '1 s'],
    [2.5, '2.5 s'],
    [59.94, '59.9 s'],
    [59.96, '1m'],
    [90, '1m30s'],
    [5400, '1h30m'],
    [-0.002, '-2 ms'],
    [NaN, 'NaN'],
    [Infinity, '+Inf'],
  ])('%d is %s', (value, text) => expect(formatSeconds(value)).toBe(text));
});
