import { expect, test } from 'vitest';
import { missionJsonSchema } from './json-schema.js';

test('describes each field to editors, and makes fields with a default optional', () => {
  const { properties, required } = JSON.parse(missionJsonSchema()) as {
    properties: Record<string, { description?: string; items?: { properties: Record<string, object> } }>;
    required: string[];
  };
  expect(required).toEqual(['id', 'title', 'summary', 'learned', 'steps']);
  const step = properties['steps']!.items!.properties;
  expect(step['prompt']).toMatchObject({ type: 'string', description: expect.any(String) });
  expect(step['needs']).toMatchObject({ items: { properties: { window: { type: 'string' } } } });
  const types = (step['answer'] as { oneOf: { properties: { type: { const: string } } }[] }).oneOf;
  expect(types.map(({ properties: { type } }) => type.const)).toEqual([
    'promql',
    'number',
    'choice',
    'check',
    'dashboard',
    'rules',
    'exposition',
    'relabel',
    'alertmanager',
    'load',
    'mitigation',
    'incident',
  ]);
});
