import { describe, expect, it } from 'vitest';
import type { Evaluation } from '../meaning/compare.js';
import { parsePromql } from '../syntax/parse.js';
import { explainWorld } from './explain-world.js';
import { knowsReference, tellingWorld, type WorldsView } from './worlds.js';

const WORLDS = [
  { id: 'busy', title: 'everything happening' },
  { id: 'multi', title: 'a second instance', newValuesOf: ['instance'] },
];

const AMBIGUOUS =
  'found duplicate series for the match group {} on the right hand-side of the operation: [{a="1"}, {a="2"}];many-to-many matching not allowed: matching labels must be unique on one side';

/** A result with one value per world for each label value of `a`. */
function evaluation(rows: Readonly<Record<string, readonly (number | undefined)[]>>): Evaluation {
  return {
    type: 'vector',
    instants: WORLDS.length,
    rows: Object.entries(rows).map(([a, cells]) => ({ labels: { a }, cells })),
  };
}

function tell(
  reference: Parameters<typeof evaluation>[0],
  answer: Parameters<typeof evaluation>[0],
  texts: { reference?: string; answer?: string; exempt?: string[] } = {},
) {
  const view: WorldsView = { worlds: WORLDS, reference: evaluation(reference), answer: evaluation(answer) };
  const exprs = {
    reference: parsePromql(texts.reference ?? 'x').expr,
    answer: parsePromql(texts.answer ?? 'x').expr,
  };
  return tellingWorld(view, exprs, { exempt: texts.exempt ?? [] });
}

describe('tellingWorld', () => {
  it.each([
    ['the same in every world', { x: [1, 2] }, { x: [1, 2] }, undefined],
    ['another value in the second world', { x: [1, 2] }, { x: [1, 3] }, 'multi'],
    ['another value in both: the first one tells', { x: [1, 2] }, { x: [2, 3] }, 'busy'],
    ['a series missing', { x: [1, 2], y: [1, 0] }, { x: [1, 2] }, 'busy'],
    ['a series more', { x: [1, 2] }, { x: [1, 2], y: [undefined, 5] }, 'multi'],
    ['a series more that counted nothing', { x: [1, 2] }, { x: [1, 2], y: [0, 0] }, undefined],
    ['nothing at all', { x: [1, 2] }, { x: [1, undefined] }, 'multi'],
    ['nothing on either side', { x: [1, undefined] }, { x: [1, undefined] }, undefined],
  ] as const)('%s', (_, reference, answer, world) => expect(tell(reference, answer)?.world.id).toBe(world));

  it('lets new label values decide nothing if the answer names others', () => {
    const differing = [{ x: [1, 2] }, { x: [1, 3] }] as const;
    expect(tell(...differing, { answer: 'x{instance="api"}' })).toBeUndefined();
    expect(tell(...differing, { answer: 'x{instance="api"}', reference: 'x{instance="api"}' })).toBeDefined();
    expect(tell(...differing, { answer: 'x{job="api"}' })).toBeDefined();
  });

  it('passes over worlds that the step exempts', () =>
    expect(tell({ x: [1, 2] }, { x: [1, 3] }, { exempt: ['multi'] })).toBeUndefined());

  it('tells by a world in which the answer can’t be computed', () => {
    const view: WorldsView = {
      worlds: WORLDS,
      reference: evaluation({ x: [1, 2] }),
      answer: evaluation({ x: [1, undefined] }),
      refusals: new Map([[1, AMBIGUOUS]]),
    };
    const expr = parsePromql('x').expr;
    const told = tellingWorld(view, { reference: expr, answer: expr })!;
    expect(told).toMatchObject({ world: { id: 'multi' }, refusal: AMBIGUOUS });
    const side = { expr, evaluation: evaluation({ x: [1, 1] }) };
    const { message, fix } = explainWorld(told, { live: { reference: side, answer: side }, asker: 'step' });
    expect(message).toBe(
      'On your data both return 1. With a second instance, Prometheus can’t compute yours: many-to-many matching not allowed: matching labels must be unique on one side.',
    );
    expect(fix).toContain('group');
    expect(tellingWorld(view, { reference: expr, answer: expr }, { exempt: ['multi'] })).toBeUndefined();
  });

  it('does not hold topk() to one of several equal values', () => {
    const tied = [{ x: [1, 2], y: [1, 1] }, { x: [1, 2] }] as const;
    expect(tell(...tied, { reference: 'topk(1, x)' })?.world.id).toBe('multi');
    expect(tell({ x: [1, 2] }, { y: [1, 2] }, { reference: 'topk(1, x)' })?.world.id).toBe('busy');
  });

  it('knows when the worlds have nothing of the reference', () => {
    const view = (rows: Parameters<typeof evaluation>[0]) => ({ reference: evaluation(rows) });
    expect(knowsReference(view({}))).toBe(false);
    expect(knowsReference(view({ x: [1, 2] }))).toBe(true);
  });
});

describe('explainWorld', () => {
  const explain = (reference: number | undefined, answer: number | undefined): string => {
    const telling = tell({ x: [1, reference] }, { x: [1, answer] })!;
    const live = {
      reference: { expr: parsePromql('x').expr, evaluation: evaluation({ x: [1, 1] }) },
      answer: { expr: parsePromql('x').expr, evaluation: evaluation({ x: [1, 1] }) },
    };
    return explainWorld(telling, { live, asker: 'step' }).message;
  };

  it('tells the story in numbers', () => {
    expect(explain(0.18, 0.31)).toBe(
      'On your data both return 1. With a second instance, yours returns 0.31 for {a="x"} and the right query 0.18.',
    );
    expect(explain(0.18, undefined)).toContain('yours returns nothing and the right query returns 0.18');
    expect(explain(undefined, 2)).toContain('yours returns 2 and the right query returns nothing');
  });
});
