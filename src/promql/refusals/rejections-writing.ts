/** What Prometheus says when it refuses a query, and what a learner makes of it. */
export interface Explanation {
  /** Stable, as lint rules' are. */
  id: string;
  pattern: RegExp;
  explain: (match: RegExpExecArray) => { why: string; fix: string };
}

/** Refusals of how a query is written, rather than of what it puts together. */
export const WRITING_EXPLANATIONS: readonly Explanation[] = [
  {
    id: 'missing-comma',
    pattern: /in label matching, expected "," or "\}"/,
    explain: () => ({
      why: 'Matchers and arguments are separated by commas. All matchers must hold, so a comma means “and”.',
      fix: 'Put a comma: {method="GET", status="200"}.',
    }),
  },
  {
    id: 'name-twice',
    pattern: /metric name must not be set twice/,
    explain: () => ({
      why: 'The name before the braces is the label __name__ already.',
      fix: 'Name the metric once, before the braces or inside.',
    }),
  },
  {
    id: 'several-expressions',
    pattern: /^unexpected (?:character: ';'|",")/,
    explain: () => ({
      why: 'A query is one expression.',
      fix: 'Ask one after the other, or join them with or.',
    }),
  },
  {
    id: 'too-heavy',
    pattern: /query timed out|too many samples|query was canceled|expanding series/,
    explain: () => ({
      why: 'The query reads more series, or a longer past, than the server allows.',
      fix: 'Narrow the selector with matchers, shorten the range, or lengthen a subquery’s step.',
    }),
  },
  {
    id: 'empty-selector',
    pattern: /must contain at least one non-empty matcher/,
    explain: () => ({
      why: 'A selector that allows everything would read the whole database.',
      fix: 'Name a metric, or match a label against something that is not empty.',
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
      why: 'by and without stand before or behind the parentheses of an aggregation, never inside.',
      fix: 'Write sum by (label) (…), or sum(…) by (label).',
    }),
  },
  {
    id: 'grouping-syntax',
    pattern: /unexpected "\(" in grouping opts/,
    explain: () => ({
      why: 'What stands in parentheses right behind by, without, on, ignoring, group_left or group_right is read as a list of labels.',
      fix: 'Put an empty list between, as in group_left () (…), or leave out the parentheses around the operand.',
    }),
  },
  {
    id: 'grouping-syntax',
    pattern:
      /in grouping opts, expected "\("|unexpected (?:identifier "\w+" in aggregation|<(?:by|without)>)/,
    explain: () => ({
      why: 'by and without belong to an aggregation such as sum, and their labels stand in parentheses.',
      fix: 'Write sum by (label) (…).',
    }),
  },
  {
    id: 'comparison',
    pattern: /^unexpected <bool>/,
    explain: () => ({
      why: 'bool belongs to a comparison, and stands right behind its operator.',
      fix: 'Write metric > bool 0.',
    }),
  },
  {
    id: 'bad-escape',
    pattern: /in escape sequence|unknown escape sequence/,
    explain: () => ({
      why: 'In quotes a backslash begins an escape such as \\n or \\". Groups of a regular expression are called $1, not \\1.',
      fix: 'Write $1 for a group, and \\\\ for a backslash.',
    }),
  },
  {
    id: 'bad-label-name',
    pattern: /invalid (?:destination |source )?label name in label_(?:replace|join)\(\)/,
    explain: () => ({
      why: 'In this place stands the name of a label: letters, digits and underscores.',
      fix: 'Check the order: label_replace(vector, "new label", "$1", "old label", "(.*)").',
    }),
  },
  {
    id: 'comparison',
    pattern: /^unexpected "="$|comparisons between scalars must use bool|bool modifier can only be used/i,
    explain: () => ({
      why: 'PromQL compares with ==, and two bare numbers only with == bool.',
      fix: 'Write ==, or put a label condition into braces: {label="value"}.',
    }),
  },
];
