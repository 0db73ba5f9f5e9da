/** Prometheus' message when it refuses a query, with an explanation for learners. */
export interface Explanation {
  /** Stable, as lint rules' are. */
  id: string;
  pattern: RegExp;
  /** Gets the match and the query, which is empty if it is not known. */
  explain: (match: RegExpExecArray, text: string) => { why: string; fix: string };
}

/** Refusals of how a query is written, rather than of what it combines. */
export const WRITING_EXPLANATIONS: readonly Explanation[] = [
  {
    id: 'missing-comma',
    pattern: /in label matching, expected "," or "\}"/,
    explain: () => ({
      why: 'Matchers and arguments are separated by commas. A series must satisfy all matchers, so a comma means “and”.',
      fix: 'Add a comma: {method="GET", status="200"}.',
    }),
  },
  {
    id: 'name-twice',
    pattern: /metric name must not be set twice/,
    explain: () => ({
      why: 'The name before the braces already sets the label __name__.',
      fix: 'Name the metric once, before the braces or inside them.',
    }),
  },
  {
    id: 'several-expressions',
    pattern: /^unexpected (?:character: ';'|",")/,
    explain: () => ({
      why: 'A query is one expression.',
      fix: 'Run them one at a time, or join them with or.',
    }),
  },
  {
    id: 'missing-operator',
    pattern:
      /^unexpected (?:(?:identifier|number|duration|string) [^\n]*|<aggr:\w+>)$(?<! in (?!aggregation)[^\n]*)/,
    explain: () => ({
      why: 'Something follows an expression that is already complete. Names have no spaces in them.',
      fix: 'Put an operator between the two, such as + or /, a comma between arguments, or remove one of them.',
    }),
  },
  {
    id: 'too-heavy',
    pattern: /query timed out|too many samples|query was canceled|expanding series/,
    explain: () => ({
      why: 'The query reads more series, or a longer time range, than the server allows.',
      fix: 'Narrow the selector with matchers, shorten the range, or lengthen a subquery’s step.',
    }),
  },
  {
    id: 'empty-selector',
    pattern: /must contain at least one non-empty matcher/,
    explain: () => ({
      why: 'A selector that matches everything would read the whole database.',
      fix: 'Name a metric, or add a matcher that does not match an empty value.',
    }),
  },
  {
    id: 'wrong-arguments',
    pattern:
      /expected (?:at least |at most )?\d+ argument|wrong number of arguments|no arguments for aggregate/,
    explain: () => ({
      why: 'Each function takes a fixed number of arguments.',
      fix: 'Count them: histogram_quantile() and topk() take two, rate() and sum() one.',
    }),
  },
  {
    id: 'grouping-syntax',
    pattern: /unexpected <(?:by|without)> in aggregation/,
    explain: () => ({
      why: 'by and without go before or after the parentheses of an aggregation, never inside them.',
      fix: 'Write sum by (label) (…), or sum(…) by (label).',
    }),
  },
  {
    id: 'grouping-syntax',
    pattern: /unexpected "\(" in grouping opts/,
    explain: () => ({
      why: 'Parentheses right after by, without, on, ignoring, group_left or group_right are read as a list of labels.',
      fix: 'Put an empty list in between, as in group_left () (…), or remove the parentheses around the operand.',
    }),
  },
  {
    id: 'grouping-syntax',
    pattern: /in grouping opts, expected "\("|unexpected <(?:by|without)>/,
    explain: () => ({
      why: 'by and without belong to an aggregation such as sum, and take their labels in parentheses.',
      fix: 'Write sum by (label) (…).',
    }),
  },
  {
    id: 'comparison',
    pattern: /^unexpected <bool>/,
    explain: () => ({
      why: 'bool belongs to a comparison, and goes right after its operator.',
      fix: 'Write metric > bool 0.',
    }),
  },
  {
    id: 'bad-escape',
    pattern: /in escape sequence|unknown escape sequence/,
    explain: () => ({
      why: 'In quotes, a backslash starts an escape such as \\n or \\". Groups of a regular expression are written $1, not \\1.',
      fix: 'Write $1 for a group, and \\\\ for a backslash.',
    }),
  },
  {
    id: 'bad-label-name',
    pattern: /invalid (?:destination |source )?label name in label_(?:replace|join)\(\)/,
    explain: () => ({
      why: 'This place needs the name of a label: letters, digits and underscores.',
      fix: 'Check the order: label_replace(vector, "new label", "$1", "old label", "(.*)").',
    }),
  },
  {
    id: 'comparison',
    pattern: /^unexpected "="$|comparisons between scalars must use bool|bool modifier can only be used/i,
    explain: () => ({
      why: 'PromQL compares with ==, and two plain numbers only with == bool.',
      fix: 'Write ==, or put a condition on a label in braces: {label="value"}.',
    }),
  },
];
