import { expect, test } from 'vitest';
import { graphemes } from './graphemes.js';

const segmenter = new Intl.Segmenter();

/** Every character that can stand in a text alone or beside another: what is simple, and what is not. */
const CHARACTERS = Array.from({ length: 0x3000 }, (_, code) => String.fromCharCode(code));

test.each([
  '',
  'a',
  'rate(http_requests_total[5m])',
  '✔ Prometheus … 2 s',
  '⠋⠙ ─│┌',
  'e\u0301',
  '👩‍💻 ok',
  '✔\ufe0f',
  '\r\n',
])('splits %j as Intl.Segmenter does', (text) => {
  const expected = [...segmenter.segment(text)].map(({ segment, index }) => ({ segment, index }));
  expect([...graphemes.segment(text)].map(({ segment, index }) => ({ segment, index }))).toEqual(expected);
});

test('no character is split differently, whatever its neighbours', () => {
  const neighbours = ['a', '→', '\u200d', '\u0301', '한'];
  const different = CHARACTERS.flatMap((character) =>
    neighbours.flatMap((neighbour) => [character + neighbour, neighbour + character]),
  ).filter((text) => {
    const [ours, theirs] = [graphemes.segment(text), segmenter.segment(text)].map((parts) =>
      [...parts].map(({ segment }) => segment).join('\u0000'),
    );
    return ours !== theirs;
  });
  expect(different).toEqual([]);
});
