import { expect, it } from 'vitest';
import { candidates, type CommandFacts } from './candidates.js';
import { VALUES } from './values.js';

const option = (name: string, options?: string[]) => ({
  name,
  type: 'option' as const,
  ...(options && { options }),
});
const COMMANDS: CommandFacts[] = [
  {
    id: 'up',
    flags: { port: { ...option('port'), multiple: true }, runtime: option('runtime', ['auto', 'local']) },
    args: {},
  },
  {
    id: 'mission',
    flags: { step: option('step'), hint: { name: 'hint', type: 'boolean', char: 'i' } },
    args: { id: { name: 'id' } },
  },
  { id: 'mission:check', flags: {}, args: { path: { name: 'path' } } },
  { id: 'fault:inject', flags: {}, args: { name: { name: 'name' } } },
  { id: 'logs', flags: {}, args: { service: { name: 'service', options: ['api', 'postgres'] } } },
  { id: 'stress', flags: { tier: option('tier'), secret: { ...option('secret'), hidden: true } }, args: {} },
  { id: 'docs', flags: {}, args: { page: { name: 'page' } } },
  { id: 'old', hidden: true, flags: {}, args: {} },
];
const complete = (...words: string[]): Promise<string[]> => candidates(words, COMMANDS, VALUES);

it.each<[string[], string[]]>([
  [[''], ['docs', 'fault', 'logs', 'mission', 'stress', 'up']],
  [['m'], ['mission']],
  [['fault', ''], ['inject']],
  [['logs', 'p'], ['postgres']],
  [
    ['up', '--'],
    ['--help', '--json', '--port', '--runtime'],
  ],
  [['up', '--runtime', 'local', '--r'], []],
  [['up', '--port', 'api=1', '--p'], ['--port']],
  [
    ['up', '--runtime', ''],
    ['auto', 'local'],
  ],
  [
    ['up', '--port', 'a'],
    ['alertmanager=', 'api=', 'auto'],
  ],
  [['stress', '--s'], []],
  [
    ['stress', '--tier', ''],
    ['heavy', 'light', 'medium'],
  ],
  [['docs', 'gl'], ['glossary']],
  [['fault', 'inject', 'table'], ['table-lock']],
  [['nonsense', ''], []],
])('%j', async (words, expected) => expect(await complete(...words)).toEqual(expected));

it('knows the missions and their steps', async () => {
  expect(await complete('mission', '')).toEqual(expect.arrayContaining(['check', 'promql-basics']));
  expect(await complete('mission', '1', '--step', 'c')).toContain('count-requests');
  expect(await complete('mission', 'promql-basics', '--step', '')).toContain('whole-value');
  expect(await complete('mission', '-i', '1', '--step', '')).toContain('whole-value');
});
