/**
 * Slips that make a query no PromQL, known by its text. Each pattern can't stand in a valid query, so that it names the cause
 * with certainty, where Prometheus can only say at which character it gave up.
 */
interface Slip {
  /** Stable, as lint rules' are. */
  id: string;
  /** Over the text with strings and comments blanked out. Its first group, or else all of it, is what is wrong. */
  pattern: RegExp;
  message: string;
  why: string;
  /** Where it is a function: by the text before what is wrong, and what is wrong. */
  fix: string | ((before: string, wrong: string) => string);
}

export const SLIPS: readonly Slip[] = [
  {
    id: 'typographic-quotes',
    pattern: /[“”„‟‘’‚‛«»]/d,
    message: 'These are typographic quotes, as word processors make them.',
    why: 'PromQL knows the straight ones only: "…", \'…\' or `…`.',
    fix: 'Type the quotes again, as ".',
  },
  {
    id: 'template-variable',
    pattern: /(\$\w+|\$\{|\[\[|\{\{)/d,
    message: 'This is a template variable, and nobody fills it in here.',
    why: 'Variables such as $__rate_interval are Grafana’s: it replaces them before Prometheus sees the query.',
    fix: 'Write what it stands for: a duration such as 1m, or a label’s value.',
  },
  {
    id: 'value-in-braces',
    pattern:
      /\{(?:[^}]*?,)?\s*(?:(?:value|val)\s*)?((?:>=|<=|>|<|===?|!==?|=)\s*-?[\d.]+|(?:value|val)\s*(?:>=|<=|>|<|==)\s*"[^"]*"?)/di,
    message: 'A value is compared inside the braces.',
    why: 'Braces choose series by their labels, which are text. The number that a series holds is compared behind them.',
    fix: (_, wrong) => {
      const [, op = '', number = ''] = /(>=|<=|!=|>|<|=)=*\s*"?\s*(-?[\d.]*)/.exec(wrong) ?? [];
      return `Put it behind the selector: metric ${op === '=' ? '==' : op} ${number === '' ? '0' : number}.`;
    },
  },
  {
    id: 'matcher-operator',
    pattern: /\{[^}]*?\b\w+\s*(>=|<=|=>|=<|<>|===?|!==|:=|>|<|:)/d,
    message: 'Labels can’t be compared like this.',
    why: 'A label’s value is text. Matchers know four operators: = and != for equal, =~ and !~ for a regular expression.',
    fix: 'Write {status="200"} for one value, {status=~"[45].."} for all from 400 to 599.',
  },
  {
    id: 'unquoted-value',
    pattern: /\{[^}]*?\b\w+\s*(?:=~|!~|!=|=)\s*([\w.*+/-]+)/d,
    message: 'A label’s value must stand in quotes.',
    why: 'Label values are text to Prometheus, also where they look like numbers or names.',
    fix: (before, wrong) => `Write ${/\w+\s*[=!~]+\s*$/.exec(before)?.[0] ?? ''}"${wrong}".`,
  },
  {
    id: 'matcher-in-brackets',
    pattern: /\[\s*(\w+\s*(?:=~|!~|!=|=)[^\]]*)/d,
    message: 'A condition on a label stands in square brackets here.',
    why: 'Square brackets hold a window of time, such as [1m]. Conditions on labels stand in braces.',
    fix: (_, wrong) => `Write {${wrong}}.`,
  },
  {
    id: 'logical-operator',
    pattern: /(&&?|\|\|?|!(?![=~])|\bnot\b(?!\s*[({[,)}\]]|$))/d,
    message: 'PromQL has no such logical operator.',
    why: 'Sets of series are combined in words: a and b are the series that both have, a or b those of either, a unless b those of a that b has not.',
    fix: 'Write and, or, or unless; between two label matchers a comma means “and”.',
  },
  {
    id: 'comparison',
    pattern: /(=>|=<|<>|===|!==)/d,
    message: 'PromQL has no such comparison.',
    why: 'It compares with ==, !=, <, <=, > and >=.',
    fix: 'Write one of those.',
  },
  {
    id: 'text-comparison',
    pattern: /(?<!\{[^}]*)(?:[<>]=?|==|!=)\s*(?:bool\s+)?("[^"]*")/d,
    message: 'A value is compared with a text.',
    why: 'A series holds a number. What is text are its labels, and they are compared inside the braces.',
    fix: 'Put it into the braces: metric{label="value"}, or metric{label!="value"}.',
  },
  {
    id: 'duration-as-number',
    pattern: /\][^,()]*,\s*(\d+(?:ms|[smhdwy]))\s*\)/d,
    message: 'A number of seconds is wanted here, not a duration.',
    why: 'Durations such as 4h stand in square brackets and behind offset; as a number Prometheus takes them only from version 3 on.',
    fix: 'Count the seconds: an hour has 3600.',
  },
  {
    id: 'range-misplaced',
    pattern: /\b[a-z_]+\s*(\[[^\]]*\])\s*\(|,\s*(\d+(?:ms|[smhdwy]))\s*\)/d,
    message: 'The range stands in the wrong place.',
    why: 'A range belongs to the metric: it says which samples of it the function gets.',
    fix: 'Put it right behind the selector, inside the parentheses: rate(metric[1m]).',
  },
  {
    id: 'percent-sign',
    pattern: /\d\s*(%)\s*(?:$|[)\],]|and\b|or\b|unless\b)/d,
    message: '% is no unit.',
    why: 'In PromQL % is the remainder of a division, and wants a number on its right.',
    fix: 'Write 5 % of a ratio as 0.05, or multiply the ratio by 100 and compare with 5.',
  },
  {
    id: 'sql',
    pattern:
      /(^\s*select\b|\bcount\s*\(\s*distinct\b|(?<=\S\s+)where\b|\bgroup\s+by\b|\border\s+by\b|\blimit\s+\d)/di,
    message: 'This reads like SQL.',
    why: 'PromQL begins with the metric: conditions on labels stand in braces behind it, grouping belongs to an aggregation.',
    fix: (_, wrong) =>
      /distinct/i.test(wrong)
        ? 'Different values of a label are counted in two steps: count(count by (label) (metric)).'
        : 'Write sum by (label) (metric{other="value"}).',
  },
  {
    id: 'alert-clause',
    pattern: /\s(for\s+\d+(?:ms|[smhdwy])\b)/di,
    message: 'for is no part of PromQL.',
    why: 'How long a condition must hold before an alert fires is a field of the alerting rule, beside its expression.',
    fix: 'Leave it out of the expression, and put it under for: in the rule file.',
  },
  {
    id: 'dotted-name',
    pattern: /[a-zA-Z_]\w*(\.)[a-zA-Z_]/d,
    message: 'A metric’s or label’s name can’t hold a dot like this.',
    why: 'Names are letters, digits and underscores. What has dots elsewhere arrives with underscores here; since Prometheus 3 other names stand in quotes.',
    fix: 'Write http_requests instead of http.requests.',
  },
];

/** Slips are found near the beginning, if at all; farther on, searching would take too long. */
const SEARCHED_CHARACTERS = 2000;

/** The first slip of the table that a text has, and where; undefined where there is none. */
export function findSlip(
  text: string,
): (Omit<Slip, 'fix'> & { fix: string; at: { from: number; to: number } }) | undefined {
  const blanked = blankStrings(text.slice(0, SEARCHED_CHARACTERS));
  for (const slip of SLIPS) {
    const match = slip.pattern.exec(blanked);
    const place = match?.indices?.slice(1).find((group) => group !== undefined) ?? match?.indices?.[0];
    if (!place) continue;
    const [from, to] = place;
    const { fix } = slip;
    return {
      ...slip,
      fix: typeof fix === 'string' ? fix : fix(text.slice(0, from), text.slice(from, to)),
      at: { from, to },
    };
  }
  return undefined;
}

/** The same length, with nothing in strings and comments that could be taken for PromQL. */
function blankStrings(text: string): string {
  return text.replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`|#[^\n]*/g, (found) =>
    `"${' '.repeat(Math.max(0, found.length - 2))}"`.slice(0, found.length),
  );
}
