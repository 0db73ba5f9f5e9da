import { describe, expect, it } from 'vitest';
import { ignoredInQuery } from './ignore-comments.js';

describe('ignoredInQuery', () => {
  it.each<[string, string[]]>([
    ['up', []],
    ['up # obs-lab: ignore raw-counter', ['raw-counter']],
    ['# obs-lab: ignore a-b, c-d: both are fine\nup', ['a-b', 'c-d']],
    ['#obs-lab:ignore a,b\nup # obs-lab: ignore c', ['a', 'b', 'c']],
    ['up{a="# obs-lab: ignore b"}', []],
    ['up{a=" # obs-lab: ignore b\\""} # a "quote" in a comment', []],
    ['up{a=` # obs-lab: ignore b`}', []],
    ['up # it’s "fine" # obs-lab: ignore c', ['c']],
    ['up # obs-lab: ignore', []],
  ])('%s', (query, rules) => expect([...ignoredInQuery(query)]).toEqual(rules));
});
