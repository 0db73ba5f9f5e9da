import { unitFactor, unitProblem } from './number-units.js';

/** Numbers as people type them: `0.25`, `250 ms`, `12%`, `1.5k`, `3/s`, `1 710 samples`, `≈ 12 ms`, `1m30s`. */

/** For numbers that count something; the lower-case m would be minutes or milli. */
const MULTIPLE = /^(k|K|M|G|thousand|million|billion)(?![a-zA-Z])\s*/;
const MULTIPLES: Readonly<Record<string, number>> = {
  k: 1e3,
  K: 1e3,
  M: 1e6,
  G: 1e9,
  thousand: 1e3,
  million: 1e6,
  billion: 1e9,
};

/** Nobody can read off more than an approximate number. */
const ABOUT = /^(?:[≈~∼≅≃=]|about|approximately|approx\.?|around|roughly|circa|ca\.?|nearly|almost)\s*/i;
const DIGITS = /^([-+]?)((?:\d[\d.,'_ ]*)?\d\.?|\.\d+)/;
const EXPONENT = /^(?:e([-+]?\d+)(?![a-z\d])|\s*[x×*·]\s*10(?:\^|\*\*)?([-+]?\d+))/i;
/** `1m30s`, `2 min 5 s`: two parts or more. */
const COMPOUND = /^(?:\d+(?:\.\d+)?\s*[a-zµμ]+\s*(?:and\s+)?){2,}$/i;

/**
 * Reads a number that was typed.
 * @param unit of the result, as the schema of number answers lists them
 * @returns every value it may mean in that unit, the likeliest first (`1,710` is 1710, or 1.71 where the comma is the
 *   decimal mark); or why the text is not a number
 */
export function readNumber(
  typed: string,
  unit: string,
): { values: readonly [number, ...number[]] } | { problem: string } {
  const text = plain(typed);
  if (text === '') return { problem: 'Nothing was typed.' };
  const compound = unit === 's' ? readCompound(text) : undefined;
  if (compound !== undefined) return { values: [compound] };

  const [start = '', sign = '', digits = ''] = DIGITS.exec(text) ?? [];
  const readings = readDigits(digits);
  if (readings === undefined) return { problem: `\`${typed.trim()}\` is not a number.` };
  const [power = '', short, long] = EXPONENT.exec(text.slice(start.length)) ?? [];
  const rest = text.slice(start.length + power.length).trim();
  const factor = factorOf(rest, unit);
  if (factor === undefined) {
    return {
      problem: /^[a-z%‰µμ/ ]+$/i.test(rest)
        ? unitProblem(rest, unit)
        : `\`${typed.trim()}\` is not a number.`,
    };
  }
  const scale = (sign === '-' ? -1 : 1) * Number(`1e${short ?? long ?? 0}`) * factor;
  const [first, ...others] = readings;
  return { values: [first * scale, ...others.map((value) => value * scale)] };
}

/** Without marks around it, and with one kind of each sign, blank and apostrophe. */
function plain(typed: string): string {
  let text = typed
    .normalize('NFKC')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/[’‘ʼ´]/g, "'")
    .replace(/\s+/g, ' ')
    .replace(/^[\s"'`(*]+|[\s"'`)*.,;!]+$/g, '');
  for (let before = ''; before !== text;) {
    before = text;
    text = text.replace(ABOUT, '');
  }
  return text;
}

/** Digits with marks of thousands and decimals, in the ways of several countries. */
function readDigits(text: string): readonly [number, ...number[]] | undefined {
  const digits = text.replace(/\.$/, '');
  if (/^(\d+\.?\d*|\.\d+)$/.test(digits)) return [Number(digits)];
  // 1,710.5 and 1 710.5, also with lakhs: 12,34,567
  if (/^\d{1,3}(,\d{2,3})*,\d{3}\.\d+$/.test(digits)) return [Number(digits.replaceAll(',', ''))];
  if (/^\d{1,3}(,\d{2,3})*,\d{3}$/.test(digits)) {
    const thousands = Number(digits.replaceAll(',', ''));
    // One comma before three digits may be either mark, after a 0 only that of decimals.
    const isSingle = digits.indexOf(',') === digits.lastIndexOf(',');
    const decimal = Number(digits.replace(',', '.'));
    if (!isSingle) return [thousands];
    return /^0/.test(digits) ? [decimal] : [thousands, decimal];
  }
  for (const mark of [' ', "'", '_']) {
    if (new RegExp(`^\\d{1,3}(${mark}\\d{3})+([.,]\\d+)?$`).test(digits)) {
      return [Number(digits.replaceAll(mark, '').replace(',', '.'))];
    }
  }
  // 1.234,5 and 1.234.567
  if (/^\d{1,3}(\.\d{3})+,\d+$/.test(digits)) {
    return [Number(digits.replaceAll('.', '').replace(',', '.'))];
  }
  if (/^\d{1,3}(\.\d{3}){2,}$/.test(digits)) return [Number(digits.replaceAll('.', ''))];
  return /^\d+,\d+$/.test(digits) ? [Number(digits.replace(',', '.'))] : undefined;
}

function readCompound(text: string): number | undefined {
  if (!COMPOUND.test(text)) return undefined;
  let sum = 0;
  for (const [, number, name] of text.matchAll(/(\d+(?:\.\d+)?)\s*([a-zµμ]+)/gi)) {
    const factor = unitFactor(name!.toLowerCase(), 's');
    if (factor === undefined) return undefined;
    sum += Number(number) * factor;
  }
  return sum;
}

/** The factor of what follows a number: a multiple, a unit, both or nothing. */
function factorOf(rest: string, unit: string): number | undefined {
  // “12 % of all requests” is 12 %.
  const name = rest.toLowerCase().replace(/ (?:of|on average|in total)\b.*$/, '');
  // A name of a unit comes first: for times, M is minutes rather than millions.
  const whole = MULTIPLE.test(rest) && unit !== 's' ? undefined : unitFactor(name, unit);
  if (whole !== undefined) return whole;
  const [multiple, word = ''] = MULTIPLE.exec(rest) ?? [];
  if (multiple === undefined) return undefined;
  const factor = unitFactor(name.slice(multiple.length).trim(), unit);
  return factor === undefined ? undefined : MULTIPLES[word]! * factor;
}
