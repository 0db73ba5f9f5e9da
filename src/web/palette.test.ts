import { describe, expect, it } from 'vitest';
import { namedColor, seriesColor } from './palette.js';

describe('seriesColor', () => {
  it('has ten different colours, then starts again', () => {
    const colors = Array.from({ length: 10 }, (_, i) => seriesColor(i, true));
    expect(new Set(colors).size).toBe(10);
    expect(seriesColor(10, true)).toBe(colors[0]);
  });
});

describe('namedColor', () => {
  it.each([
    ['#1a2b3c', '#1a2b3c'],
    ['rgb(1, 2, 3)', 'rgb(1, 2, 3)'],
    ['transparent', 'transparent'],
    ['text', 'currentColor'],
    ['red', 'oklch(0.58 0.19 20)'],
    ['dark-red', 'oklch(0.46 0.19 20)'],
    ['super-light-green', 'oklch(0.74 0.15 152)'],
  ])('%s', (name, color) => expect(namedColor(name, false)).toBe(color));
  it('is lighter on a dark background', () => expect(namedColor('blue', true)).toBe('oklch(0.76 0.16 258)'));
});
