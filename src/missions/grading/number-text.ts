/** Numbers as people type them: `0.25`, `250ms`, `12%`, `1.5k`, `3/s`. */

/** Unit of the right number → what may be typed → factor to that unit. An empty unit means that none was typed. */
const UNITS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  '': { '': 1, '%': 0.01, x: 1 },
  s: {
    '': 1,
    ns: 1e-9,
    us: 1e-6,
    µs: 1e-6,
    ms: 1e-3,
    s: 1,
    sec: 1,
    seconds: 1,
    m: 60,
    min: 60,
    minutes: 60,
    h: 3600,
    hours: 3600,
    d: 86_400,
    days: 86_400,
  },
  '%': { '': 1, '%': 1, percent: 1 },
  bytes: {
    '': 1,
    b: 1,
    bytes: 1,
    kb: 1e3,
    mb: 1e6,
    gb: 1e9,
    kib: 2 ** 10,
    mib: 2 ** 20,
    gib: 2 ** 30,
  },
  '/s': { '': 1, '/s': 1, rps: 1, 'req/s': 1, '/min': 1 / 60, '/m': 1 / 60, '/h': 1 / 3600 },
  '/min': { '': 1, '/min': 1, '/m': 1, '/s': 60, 'req/s': 60, '/h': 1 / 60 },
};

/** For numbers that count something; `m` would be minutes or milli. */
const MULTIPLES: Readonly<Record<string, number>> = { k: 1e3, K: 1e3, M: 1e6, G: 1e9 };

const PATTERN =
  /^([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*([kKMG](?=\s*(?:\/|req|$)))?\s*([a-zA-Zµ%/]*)$/;

/**
 * Reads a number that was typed.
 * @param unit of the result, as the schema of number answers lists them
 * @returns the value in that unit, or why the text is not a number
 */
export function readNumber(typed: string, unit: string): { value: number } | { problem: string } {
  const text = typed.trim();
  if (text === '') return { problem: 'Nothing was typed.' };
  if (/^[-+]?\d+,\d+/.test(text)) {
    return { problem: `\`${text}\` has a comma. Leave out thousands separators; use a point for decimals.` };
  }
  const [, number, multiple = '', written = ''] = PATTERN.exec(text) ?? [];
  if (number === undefined) return { problem: `\`${text}\` is not a number.` };
  const known = UNITS[unit] ?? UNITS['']!;
  const factor = known[written.toLowerCase()];
  if (factor === undefined) {
    const units = Object.keys(known).filter((name) => name !== '' && /^[a-zµ%/]{1,3}$/.test(name));
    return {
      problem:
        units.length === 0 || unit === ''
          ? `“${written}” is not a unit here: the step asks for a plain number.`
          : `“${written}” is not a unit here. Use one of: ${units.join(', ')}.`,
    };
  }
  return { value: Number(number) * (MULTIPLES[multiple] ?? 1) * factor };
}
