/** Units that numbers are typed with: which of them fit a unit that is asked for, and by what factor. */

const SECONDS: Readonly<Record<string, number>> = {
  ...spelled(1e-9, 'ns nanosecond'),
  ...spelled(1e-6, 'us µs μs usec microsecond micros'),
  ...spelled(1e-3, 'ms msec millisecond millis milli'),
  ...spelled(1, 's sec second'),
  ...spelled(60, 'm min minute'),
  ...spelled(3600, 'h hr hour'),
  ...spelled(86_400, 'd day'),
  ...spelled(604_800, 'w week'),
};

const BYTES: Readonly<Record<string, number>> = {
  ...spelled(1, 'b byte'),
  ...spelled(1e3, 'kb kilobyte'),
  ...spelled(1e6, 'mb megabyte'),
  ...spelled(1e9, 'gb gigabyte'),
  ...spelled(1e12, 'tb terabyte'),
  ...spelled(2 ** 10, 'kib kibibyte'),
  ...spelled(2 ** 20, 'mib mebibyte'),
  ...spelled(2 ** 30, 'gib gibibyte'),
  ...spelled(2 ** 40, 'tib tebibyte'),
};

/** As parts of one. */
const SHARES: Readonly<Record<string, number>> = {
  ...Object.fromEntries(['%', 'percent', 'per cent', 'pct', 'percentage'].map((name) => [name, 0.01])),
  ...Object.fromEntries(['‰', 'permille', 'per mille'].map((name) => [name, 0.001])),
};

const TIMES: Readonly<Record<string, number>> = { x: 1, times: 1, fold: 1, ratio: 1 };

/** `req/s`, `requests per second`, `per min`, `/h`: what is counted, and per what time. */
const RATE = /^(?:[a-z]+ ?)??(?:\/|\bper\b|\ba\b|\beach\b|\bp(?=s$|m$)) ?([a-zµμ]+)$/;
/** `rps`, `qps` and their kind. */
const RATE_NAMES: Readonly<Record<string, number>> = {
  rps: 1,
  reqps: 1,
  qps: 1,
  ops: 1,
  tps: 1,
  cps: 1,
  iops: 1,
  hz: 1,
  rpm: 1 / 60,
  opm: 1 / 60,
  cpm: 1 / 60,
};

/** What is counted, in a few words: `samples`, `time series`. Two letters are more likely a unit. */
const NOUN = /^[a-z][a-z-]{2,}(?: [a-z-]+){0,3}$/;

/** Units to suggest for each unit that a step may ask for. */
const SUGGESTIONS: Readonly<Record<string, string>> = {
  s: 'ms, s, min or h',
  '%': '%',
  bytes: 'bytes, kB, MB, KiB or MiB',
  '/s': '/s or /min',
  '/min': '/min or /s',
};

/**
 * The factor from a unit that was typed to the one that is asked for.
 * @param typed in lower case, without blanks around it; empty if no unit was typed
 * @param unit that is asked for, as the schema of number answers lists them
 * @returns undefined if it doesn't fit
 */
export function unitFactor(typed: string, unit: string): number | undefined {
  if (typed === '') return 1;
  switch (unit) {
    case 's':
      return own(SECONDS, typed);
    case 'bytes':
      return own(BYTES, typed);
    case '%': {
      const share = own(SHARES, typed);
      return share === undefined ? undefined : share * 100;
    }
    case '/s':
      return perSecond(typed) ?? counted(typed);
    case '/min': {
      const rate = perSecond(typed);
      return rate === undefined ? counted(typed) : rate * 60;
    }
    default:
      return own(SHARES, typed) ?? own(TIMES, typed) ?? counted(typed);
  }
}

/**
 * Why a unit doesn't fit.
 * @param typed as it was typed
 */
export function unitProblem(typed: string, unit: string): string {
  const suggestion = Object.hasOwn(SUGGESTIONS, unit) ? SUGGESTIONS[unit] : undefined;
  return suggestion === undefined
    ? `“${typed}” is not a valid unit here: the step asks for a plain number.`
    : `“${typed}” is not a valid unit here. Use ${suggestion}, or no unit.`;
}

/** 1 for a noun that names what is counted, and is not a unit of another kind. */
function counted(typed: string): number | undefined {
  const isUnit = [SECONDS, BYTES, SHARES].some((units) => Object.hasOwn(units, typed));
  return !isUnit && perSecond(typed) === undefined && NOUN.test(typed) ? 1 : undefined;
}

function perSecond(typed: string): number | undefined {
  const named = own(RATE_NAMES, typed);
  if (named !== undefined) return named;
  const seconds = own(SECONDS, RATE.exec(typed)?.[1] ?? '');
  return seconds === undefined ? undefined : 1 / seconds;
}

function own(units: Readonly<Record<string, number>>, name: string): number | undefined {
  return Object.hasOwn(units, name) ? units[name] : undefined;
}

/** Names of one unit; a whole word has a plural too. */
function spelled(factor: number, names: string): Record<string, number> {
  return Object.fromEntries(
    names
      .split(' ')
      .flatMap((name) => (name.length > 1 && !name.endsWith('s') ? [name, `${name}s`] : [name]))
      .map((name) => [name, factor]),
  );
}
