const BLOCKS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/**
 * The last `width` values as a line of bars, one column each; shorter if there are fewer values.
 * If no value is negative, bars start at zero, so that twice as high means twice as much.
 * NaN leaves a blank; ±Infinity gets the highest or lowest bar and doesn't affect the scale.
 */
export function sparkline(values: readonly number[], width: number): string {
  const shown = width > 0 ? values.slice(-Math.floor(width)) : [];
  const finite = shown.filter(Number.isFinite);
  const bottom = Math.min(0, ...finite);
  const span = Math.max(0, ...finite) - bottom;
  return shown.map((value) => bar(value, bottom, span)).join('');
}

function bar(value: number, bottom: number, span: number): string {
  if (Number.isNaN(value)) return ' ';
  if (value === Infinity) return BLOCKS[7];
  if (value === -Infinity || span === 0) return BLOCKS[0];
  return BLOCKS[Math.round(((value - bottom) / span) * 7)] ?? BLOCKS[0];
}
