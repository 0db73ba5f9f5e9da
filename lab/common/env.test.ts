import { describe, expect, test } from 'vitest';
import { listenSettings, numberSetting, SettingError, textSetting, urlSetting } from './env.js';

const range = { fallback: 10, min: 1, max: 100, integer: true };

describe('numberSetting', () => {
  test.each([
    [undefined, 10],
    ['', 10],
    ['1', 1],
    ['100', 100],
  ])('%j is %s', (N, value) => {
    expect(numberSetting({ N }, 'N', range)).toBe(value);
  });

  test.each(['0', '101', '1.5', 'ten', ' '])('%j is refused', (N) => {
    expect(() => numberSetting({ N }, 'N', range)).toThrow(`N=${N} is not an integer from 1 to 100`);
  });
});

test('textSetting names the missing variable', () => {
  expect(() => textSetting({ A: '' }, 'A')).toThrow(new SettingError('A is not set'));
  expect(textSetting({}, 'A', 'b')).toBe('b');
});

test('urlSetting does not print a value that may contain a password', () => {
  expect(urlSetting({ U: 'http://127.0.0.1:1' }, 'U', ['http:']).port).toBe('1');
  for (const U of ['secret', 'mysql://user:secret@host/db']) {
    expect(() => urlSetting({ U }, 'U', ['postgres:', 'postgresql:'])).toThrow(
      /^U is not a URL that starts with postgres:\/\/ or postgresql:\/\/$/,
    );
  }
});

test('listenSettings defaults to loopback', () => {
  expect(listenSettings({}, 3030)).toEqual({ host: '127.0.0.1', port: 3030 });
  expect(listenSettings({ HOST: '0.0.0.0', PORT: '0' }, 3030)).toEqual({ host: '0.0.0.0', port: 0 });
  expect(() => listenSettings({ PORT: '65536' }, 3030)).toThrow(SettingError);
});
