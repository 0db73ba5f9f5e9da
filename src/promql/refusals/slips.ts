/**
 * A slip in the text of a query that makes it invalid. Its pattern never matches a valid query, so it names the cause with
 * certainty, while Prometheus can only report the character at which it gave up.
 */
interface Slip {
  /** Stable, as lint rules' are. */
  id: string;
  /** Matches the text with strings and comments blanked out. Its first group, or the whole match, is what is wrong. */
  pattern: RegExp;
  message: string;
  why: string;
  /** A function gets the text before the wrong part, and the wrong part. */
  fix: string | ((before: string, wrong: string) => string);
}

export const SLIPS: readonly Slip[] = [
  {
    id: 'typographic-quotes',
    pattern: /[“”„‟‘’‚‛«»]/d,
    message: 'These are typographic quotes, as word processors insert them.',
    why: 'PromQL only knows straight quotes: "…", \'…\' or `…`.',
    fix: 'Retype the quotes as ".',
  },
  {
    id: 'template-variable',
    pattern: /(\$\w+|\$\{|\[\[|\{\{)/d,
    message: 'This is a template variable, and nothing replaces it here.',
    why: 'Variables such as $__rate_interval are Grafana’s: it replaces them before Prometheus sees the query.',
    fix: 'Write its value instead: a duration such as 1m, or a label’s value.',
  },
  {
    id: 'value-in-braces',
    pattern:
      /\{(?:[^}]*?,)?\s*(?:(?:value|val)\s*)?((?:>=|<=|>|<|===?|!==?|=)\s*-?[\d.]+|(?:value|val)\s*(?:>=|<=|>|<|==)\s*"[^"]*"?)/di,
    message: 'You compare the value of a series inside the braces.',
    why: 'Braces select series by their labels, which are text. The value of a series is compared after them.',
    fix: (_, wrong) => {
      const [, op = '', number = ''] = /(>=|<=|!=|>|<|=)=*\s*"?\s*(-?[\d.]*)/.exec(wrong) ?? [];
      return `Put it after the selector: metric ${op === '=' ? '==' : op} ${number === '' ? '0' : number}.`;
    },
  },
  {
    id: 'matcher-operator',
    pattern: /\{[^}]*?\b\w+\s*(>=|<=|=>|=<|<>|===?|!==|:=|>|<|:)/d,
    message: 'Labels can’t be compared like this.',
    why: 'A label’s value is text. Matchers have four operators: = and != for equality, =~ and !~ for a regular expression.',
    fix: 'Write {status="200"} for one value, {status=~"[45].."} for all from 400 to 599.',
  },
  {
    id: 'unquoted-value',
    pattern: /\{[^}]*?\b\w+\s*(?:=~|!~|!=|=)\s*([\w.*+/-]+)/d,
    message: 'A label’s value must be in quotes.',
    why: 'To Prometheus label values are text, even if they look like numbers or names.',
    fix: (before, wrong) => `Write ${/\w+\s*[=!~]+\s*$/.exec(before)?.[0] ?? ''}"${wrong}".`,
  },
  {
    id: 'matcher-in-brackets',
    pattern: /\[\s*(\w+\s*(?:=~|!~|!=|=)[^\]]*)/d,
    message: 'A condition on a label is in square brackets here.',
    why: 'Square brackets hold a time window, such as [1m]. Conditions on labels go in braces.',
    fix: (_, wrong) => `Write {${wrong}}.`,
  },
  {
    id: 'logical-operator',
    pattern: /(&&?|\|\|?|!(?![=~])|\bnot\b(?!\s*[({[,)}\]]|$))/d,
    message: 'PromQL has no such logical operator.',
    why: 'Sets of series are combined with words: a and b keeps series of a that also exist in b; a or b keeps a plus whatever only b has; a unless b keeps series of a that b lacks.',
    fix: 'Write and, or, or unless; between two label matchers a comma means “and”.',
  },
  {
    id: 'comparison',
    pattern: /(=>|=<|<>|===|!==)/d,
    message: 'PromQL has no such comparison.',
    why: 'It compares with ==, !=, <, <=, > and >=.',
    fix: 'Use one of those.',
  },
  {
    id: 'text-comparison',
    pattern: /(?<!\{[^}]*)(?:[<>]=?|==|!=)\s*(?:bool\s+)?("[^"]*")/d,
    message: 'You compare the value of a series with a text.',
    why: 'The value of a series is a number. Its labels are text, and they are compared inside the braces.',
    fix: 'Put it in braces: metric{label="value"}, or metric{label!="value"}.',
  },
  {
    id: 'duration-as-number',
    pattern: /\][^,()]*,\s*(\d+(?:ms|[smhdwy]))\s*\)/d,
    message: 'This place needs a number of seconds, not a duration.',
    why: 'Durations such as 4h go in square brackets and after offset; Prometheus accepts them as numbers only since version 3.',
    fix: 'Convert it to seconds: an hour has 3600.',
  },
  {
    id: 'range-misplaced',
    pattern: /\b[a-z_]+\s*(\[[^\]]*\])\s*\(|,\s*(\d+(?:ms|[smhdwy]))\s*\)/d,
    message: 'The range is in the wrong place.',
    why: 'A range belongs to the metric: it selects the samples that the function gets.',
    fix: 'Put it right after the selector, inside the parentheses: rate(metric[1m]).',
  },
  {
    id: 'percent-sign',
    pattern: /\d\s*(%)\s*(?:$|[)\],]|and\b|or\b|unless\b)/d,
    message: '% is not a unit.',
    why: 'In PromQL, % is the remainder of a division and needs a number on its right.',
    fix: 'Write 5 % of a ratio as 0.05, or multiply the ratio by 100 and compare with 5.',
  },
  {
    id: 'sql',
    pattern:
      /(^\s*select\b|\bcount\s*\(\s*distinct\b|(?<=\S\s+)where\b|\bgroup\s+by\b|\border\s+by\b|\blimit\s+\d)/di,
    message: 'This looks like SQL.',
    why: 'A PromQL query starts with the metric: conditions on labels follow it in braces, and grouping belongs to an aggregation.',
    fix: (_, wrong) =>
      /distinct/i.test(wrong)
        ? 'Count the distinct values of a label in two steps: count(count by (label) (metric)).'
        : 'Write sum by (label) (metric{other="value"}).',
  },
  {
    id: 'alert-clause',
    pattern: /\s(for\s+\d+(?:ms|[smhdwy])\b)/di,
    message: 'for is not part of PromQL.',
    why: 'How long a condition must hold before an alert fires is a field of the alerting rule, next to its expression.',
    fix: 'Remove it from the expression, and set it as for: in the rule file.',
  },
  {
    id: 'dotted-name',
    pattern: /[a-zA-Z_]\w*(\.)[a-zA-Z_]/d,
    message: 'The name of a metric or label can’t contain a dot like this.',
    why: 'Names are letters, digits and underscores. Dots in names from other systems become underscores here; since Prometheus 3, other names are written in quotes.',
    fix: 'Write http_requests instead of http.requests.',
  },
];

/** Slips are usually near the beginning of a query; searching further would take too long. */
const MAX_SEARCHED_CHARACTERS = 2000;

/** The first slip of the table that a text contains, and its place; undefined if there is none. */
export function findSlip(
  text: string,
): (Omit<Slip, 'fix'> & { fix: string; at: { from: number; to: number } }) | undefined {
  const blanked = blankStrings(text.slice(0, MAX_SEARCHED_CHARACTERS));
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

/** A text of the same length, with strings and comments blanked out. */
function blankStrings(text: string): string {
  return text.replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`|#[^\n]*/g, (found) =>
    `"${' '.repeat(Math.max(0, found.length - 2))}"`.slice(0, found.length),
  );
}
