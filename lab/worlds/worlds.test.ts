import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { FIRST_WORLD, momentOf, SCENES, WORLD_STEP_SECONDS, WORLDS_VERSION, worldsText } from './worlds.js';

const text = [...worldsText()].join('');

it('has a new version whenever the worlds change', () => {
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 12);
  // If this fails: raise WORLDS_VERSION, so that homes fill their Prometheus again, and write the hash here.
  expect(`${WORLDS_VERSION} ${hash}`).toMatchInlineSnapshot(`"5 99bd76a327f6"`);
});

it('lets all worlds fall into one block of Prometheus', () => {
  const block = 1458 * 3600;
  const first = Math.floor((FIRST_WORLD - 9 * 3600) / block);
  expect(Math.floor(momentOf(SCENES.length - 1) / block)).toBe(first);
});

it('keeps the worlds further apart than any query of a mission looks back', () => {
  expect(WORLD_STEP_SECONDS).toBeGreaterThan(9 * 3600);
  expect(SCENES.map(({ long }) => long === true)).toEqual(
    SCENES.map(({ long }) => long === true).toSorted((a, b) => Number(b) - Number(a)),
  );
});

it('is OpenMetrics text, with the samples of a series together and in order', () => {
  const lines = text.split('\n');
  expect(lines.at(-2)).toBe('# EOF');
  const seen = new Set<string>();
  let [series, time] = ['', 0];
  for (const line of lines.filter((one) => one !== '' && !one.startsWith('#'))) {
    const [, name, value, at] = /^(\S+) (\S+) (\S+)$/.exec(line)!;
    if (name !== series) {
      if (seen.has(name!)) throw new Error(`${name} comes twice`);
      seen.add(name!);
      [series, time] = [name!, 0];
    }
    if (!(Number(at) > time) || Number.isNaN(Number(value))) throw new Error(line);
    time = Number(at);
  }
  expect(seen.size).toBeGreaterThan(500);
});
