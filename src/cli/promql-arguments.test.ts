import { describe, expect, it } from 'vitest';
import { filesOrExpression } from './promql-arguments.js';

describe('filesOrExpression', () => {
  it.each<[string[], string | undefined, object]>([
    [['up'], undefined, { expr: 'up' }],
    [['rate(up[5m]) / b'], undefined, { expr: 'rate(up[5m]) / b' }],
    [['-'], undefined, { expr: '-' }],
    [[], undefined, { expr: undefined }],
    [[], 'src', { expr: 'src' }],
    [['src'], undefined, { files: ['src'] }],
    [['package.json', 'src'], undefined, { files: ['package.json', 'src'] }],
    [['missing.yml'], undefined, { files: ['missing.yml'] }],
    [['missing', 'package.json'], undefined, { files: ['missing', 'package.json'] }],
    [['x'.repeat(5000)], undefined, { expr: 'x'.repeat(5000) }],
  ])('%o with --expr %s', async (argv, flag, expected) =>
    expect(await filesOrExpression(argv, flag)).toEqual(expected),
  );

  it.each<[string[], string | undefined, string]>([
    [['sum', '(up)'], undefined, '(up)'],
    [['src'], 'up', 'src'],
    [['-', 'src'], undefined, 'src'],
  ])('refuses %o with --expr %s', (argv, flag, argument) =>
    expect(filesOrExpression(argv, flag)).rejects.toThrow(`Unexpected argument: ${argument}`),
  );
});
