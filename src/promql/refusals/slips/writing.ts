import { parsePromql } from '../../syntax/parse.js';
import { FILLER, put, QUOTED, SELECTOR, type Slip, type SlipPart } from './slip.js';

/** Slips of writing: quotes, variables, signs of other languages. They hide everything else, so they come first. */
export const FIRST_SLIPS: readonly Slip[] = [
  {
    id: 'typographic-quotes',
    pattern: /[“”„‟‘’‚‛«»]/d,
    message: 'These are typographic quotes, as word processors insert them.',
    why: 'PromQL only accepts straight quotes: "…", \'…\' or `…`.',
    fix: 'Retype the quotes as ".',
    rewrite: ({ before, wrong, after }) => `${before}${wrong}${after}`.replace(/[“”„‟‘’‚‛«»]/g, '"'),
  },
  {
    id: 'typographic-signs',
    pattern: /(?<wrong>[–—−×÷≥≤≠])/d,
    message: ({ wrong }) => `${wrong} is a typographic sign.`,
    why: 'PromQL knows only the signs of the keyboard: + - * / and == != <= >=.',
    fix: ({ wrong }) => `Write ${SIGNS[wrong] ?? '-'} in place of ${wrong}.`,
    rewrite: ({ before, wrong, after }) =>
      `${before}${wrong}${after}`.replace(/[–—−×÷≥≤≠]/g, (sign) => SIGNS[sign] ?? '-'),
  },
  {
    id: 'typographic-signs',
    // Blanked strings may hold anything.
    pattern: new RegExp(String.raw`(?<wrong>[^ -~\s“”„‟‘’‚‛«»–—−×÷≥≤≠${FILLER}])`, 'd'),
    message: ({ wrong }) => `${wrong} has no meaning in PromQL.`,
    why: 'Outside of quotes a query consists of names, numbers, brackets and operators: letters a to z, digits and the signs of the keyboard.',
    fix: 'Start from the name of a metric, such as up, and add conditions in braces.',
  },
  {
    id: 'needs-string',
    pattern: /\blabel_(?:replace|join)\s*\([^()]*?(?<wrong>\$\d)(?=\s*[,)])/d,
    applies: (part) => parsePromql(put(part, `"${part.wrong}"`)).complete,
    message: ({ wrong }) => `${wrong} is not in quotes.`,
    why: 'label_replace() takes texts, and texts are written in quotes.',
    fix: ({ wrong }) => `Write "${wrong}".`,
    rewrite: (part) => put(part, `"${part.wrong}"`),
  },
  {
    id: 'template-variable',
    pattern: /(\$\w+|\$\{|\[\[|\{\{)/d,
    // A group of label_replace() without its quotes.
    applies: ({ before, wrong }) =>
      !(/^\$\d/.test(wrong) && /\blabel_(?:replace|join)\s*\([^()]*$/.test(before)),
    message: 'This is a template variable, and nothing replaces it here.',
    why: 'Variables such as $__rate_interval are Grafana’s: it replaces them before Prometheus sees the query.',
    fix: 'Write its value instead: a duration such as 1m, or a label’s value.',
  },
];

/** Slips with operators, and with words of other languages. */
export const WRITING_SLIPS: readonly Slip[] = [
  {
    id: 'comparison',
    pattern: /(?<!\{[^{}]*)(?<wrong>[!<>=]\s+=)(?!=)/d,
    message: 'There is a space inside the operator.',
    why: 'Operators such as == and != are written without a space.',
    fix: ({ wrong }) => `Write ${wrong.replace(/\s/g, '')}.`,
    rewrite: (part) => put(part, part.wrong.replace(/\s/g, '')),
  },
  {
    id: 'word-for-operator',
    pattern: /[\w)\]}]\s+(?<wrong>minus|joined\s+with|join)\s+(?=[\w({])/di,
    message: ({ wrong }) => `PromQL has no operator ${wrong}.`,
    why: ({ wrong }) =>
      /^minus$/i.test(wrong)
        ? 'a - b subtracts values; a unless b keeps the series of a that b lacks.'
        : 'Any operator joins two vectors. Multiplying by a metric that is always 1 copies its labels and keeps the values.',
    fix: ({ wrong }) =>
      /^minus$/i.test(wrong)
        ? `Write - in place of ${wrong} to subtract values, or unless to remove series.`
        : 'Use a * on (label) group_left (other) b: label pairs the series, and other is copied from b.',
    rewrite: (part) =>
      /^minus$/i.test(part.wrong) ? put(part, sameMetric(part) ? 'unless' : '-') : undefined,
  },
  {
    id: 'word-for-operator',
    pattern: /[\w)\]}]\s+(?<wrong>except|excluding|plus|times|divided\s+by)\s+(?=[\w({])/di,
    message: ({ wrong }) => `PromQL has no operator ${wrong}.`,
    why: ({ wrong }) =>
      /^(?:except|excluding)$/i.test(wrong)
        ? 'a unless b keeps the series of a that b lacks; a - b subtracts values.'
        : 'Arithmetic is written with + - * and /.',
    fix: ({ wrong }) =>
      `Write ${WORDS[wrong.toLowerCase().replace(/\s+/, ' ')] ?? '/'} in place of ${wrong}.`,
    rewrite: (part) => put(part, WORDS[part.wrong.toLowerCase().replace(/\s+/, ' ')] ?? '/'),
  },
  {
    id: 'logical-operator',
    pattern: new RegExp(
      String.raw`(?<wrong>(?:\bnot\s+|!\s*)(?:exists?|present)\s*\(\s*(?<selector>${SELECTOR})\s*\))`,
      'di',
    ),
    message: 'PromQL has no “not exists”.',
    why: 'absent() returns 1 if its selector finds no series, and nothing if it finds one.',
    fix: ({ groups: { selector } }) => `Write absent(${selector}).`,
    rewrite: (part) => put(part, `absent(${part.groups.selector})`),
  },
  {
    id: 'logical-operator',
    pattern: /(&&?|\|\|?|!(?![=~])|\bnot\b(?!\s*[({[,)}\]]|$))/d,
    message: ({ wrong }) => `PromQL has no operator ${wrong}.`,
    why: 'Sets of series are combined with words: a and b keeps series of a that also exist in b; a or b keeps a plus whatever only b has; a unless b keeps series of a that b lacks.',
    fix: ({ wrong }) =>
      wrong.startsWith('&')
        ? `Write and in place of ${wrong}.`
        : wrong.startsWith('|')
          ? `Write or in place of ${wrong}.`
          : 'Use unless: a unless b keeps the series of a that b lacks. For “is zero” write == 0, and for a missing series absent(…).',
    rewrite: (part) =>
      part.wrong.startsWith('&')
        ? put(part, 'and')
        : part.wrong.startsWith('|')
          ? put(part, 'or')
          : undefined,
  },
  {
    id: 'comparison',
    pattern: /(=>|=<|<>|===|!==)/d,
    message: ({ wrong }) => `PromQL has no comparison ${wrong}.`,
    why: 'It compares with ==, !=, <, <=, > and >=.',
    fix: ({ wrong }) => `Write ${COMPARED[wrong] ?? '=='} in place of ${wrong}.`,
    rewrite: (part) => put(part, COMPARED[part.wrong] ?? '=='),
  },
  {
    id: 'text-comparison',
    pattern: /(?<!\{[^}]*)(?:[<>]=?|==|!=)\s*(?:bool\s+)?("[^"]*")/d,
    message: 'You compare the value of a series with a string.',
    why: 'The value of a series is a number. Its labels are strings, and they are compared inside the braces.',
    fix: ({ wrong }) =>
      /^.\s*-?[\d.]+\s*.$/.test(wrong)
        ? `Write ${wrong.slice(1, -1).trim()} without quotes.`
        : 'Put it in braces: metric{label="value"}, or metric{label!="value"}.',
    rewrite: (part) =>
      /^.\s*-?[\d.]+\s*.$/.test(part.wrong) ? put(part, part.wrong.slice(1, -1).trim()) : undefined,
  },
  {
    id: 'comparison',
    pattern: /(?<![=!<>~]|\{[^{}]*)(?<wrong>=)\s*(?=["\-\d.]|$)/d,
    applies: ({ before }) => /[\w)\]}]\s*$/.test(before),
    message: 'A single = does not compare values.',
    why: 'PromQL compares with ==. A single = belongs in the braces, between a label and its value.',
    fix: 'Write == in place of =.',
    rewrite: (part) =>
      put({ ...part, after: part.after.replace(/^(\s*)["'`](-?[\d.]+)["'`]/, '$1$2') }, '=='),
  },
  {
    id: 'percent-sign',
    pattern: /\d\s*(%)\s*(?:$|[)\],]|and\b|or\b|unless\b)/d,
    message: '% is not a unit.',
    why: 'In PromQL, % is the remainder of a division and needs a number on its right.',
    fix: 'Write 5 % of a ratio as 0.05, or multiply the ratio by 100 and compare with 5.',
    rewrite: (part) => {
      const [number = ''] = /[\d.]+\s*$/.exec(part.before) ?? [];
      const share = Number((Number(number) / 100).toPrecision(12));
      const before = part.before.slice(0, part.before.length - number.length);
      // A ratio times 100 % may be meant as a percentage.
      return share === 1 || Number.isNaN(share) ? undefined : put({ ...part, before }, String(share));
    },
  },
  {
    id: 'text-comparison',
    pattern: /\b(?<word>unless|and|or)\s*(?<wrong>"[^"]*")/di,
    message: ({ groups: { word = '' } }) => `A text can’t stand after ${word}.`,
    why: 'and, or and unless combine series. A label’s value goes in braces, with the label’s name.',
    fix: ({ wrong, groups: { word = '' } }) =>
      /^or$/i.test(word)
        ? 'Write one selector for both values: metric{label=~"a|b"}.'
        : `Put it into the braces of the metric: {label${/^unless$/i.test(word) ? '!=' : '='}${wrong}}, with the label’s own name.`,
  },
  {
    id: 'no-conditional',
    pattern: /[)\]}]\s+(?<wrong>if|when|where)\s+(?=[\w({])/di,
    message: ({ wrong }) => `PromQL has no ${wrong.toLowerCase()}.`,
    why: 'a and on (label) b keeps the series of a for which b has a series; a comparison on b’s side decides which those are.',
    fix: ({ wrong }) => `Write and on (label) in place of ${wrong}, with a label that both sides have.`,
  },
  {
    id: 'no-conditional',
    pattern: /(?<wrong>\?|\bif\b|\bcase\s+when\b|\bthen\b|\belse\b)/di,
    message: ({ wrong }) => `PromQL has no ${wrong === '?' ? '? :' : wrong.toLowerCase()}.`,
    why: 'A comparison already keeps only the series for which it is true; with bool it returns 1 or 0 for each of them.',
    fix: 'Write metric > bool 5 for 1 or 0, or (metric > 5) or vector(0) for a value when nothing is left.',
  },
  {
    id: 'comparison',
    pattern: /(?<wrong>\b(?:is|equals?)(?:\s+to)?)\s+(?=-?\d)/di,
    message: ({ wrong }) => `PromQL has no comparison ${wrong}.`,
    why: 'It compares with ==, !=, <, <=, > and >=.',
    fix: 'Write == in its place.',
    rewrite: (part) => put(part, '=='),
  },
  {
    id: 'operator-twice',
    pattern:
      /(?<wrong>(?<first>[*/%^]|==|!=|>=|<=|\band\b|\bor\b|\bunless\b)\s*(?:[*/%^]|==|!=|>=|<=|\b(?:and|or|unless)\b(?!\s*\{)))/di,
    message: ({ wrong }) => `There are two operators in a row: ${wrong}.`,
    why: 'An operator needs an expression on each side.',
    fix: 'Remove one of the two, or write what is missing between them.',
    rewrite: (part) => put(part, part.groups.first ?? ''),
  },
  {
    id: 'alert-clause',
    pattern: /\s(for\s+\d+(?:ms|[smhdwy])\b)/di,
    message: 'for is not part of PromQL.',
    why: 'How long a condition must hold before an alert fires is a field of the alerting rule, next to its expression.',
    fix: 'Remove it from the expression, and set it as for: in the rule file.',
    rewrite: (part) => put(part, ''),
  },
  {
    id: 'dotted-name',
    pattern: /[)\]}]\s*(?<wrong>\.[a-zA-Z_]\w*(?:\(\))?)/d,
    message: ({ wrong }) => `${wrong} asks for a part of the result, and a result has none.`,
    why: 'PromQL has no fields or methods: a query returns the values themselves, with their labels. A function goes around what it works on.',
    fix: ({ wrong }) => `Remove ${wrong}, or write a function before the parentheses, as in sum(…).`,
    rewrite: (part) => put(part, ''),
  },
  {
    id: 'dotted-name',
    pattern: /(?<wrong>[a-zA-Z_]\w*(?:\.[a-zA-Z_]\w*)+)/d,
    message: ({ wrong }) => `${wrong} is not a valid name: it contains a dot.`,
    why: 'Names are letters, digits and underscores. Dots in names from other systems become underscores here; since Prometheus 3, other names are written in quotes.',
    fix: ({ wrong }) => {
      const [first = '', label = '', ...others] = wrong.split('.');
      const name = `Write ${wrong.replaceAll('.', '_')} instead of ${wrong}.`;
      if (others.length === 0 && /_(?:total|seconds|bytes|count|sum|bucket|info|length)$/.test(first)) {
        return `If ${label} is a label, write ${first}{${label}="…"} to select by it, or sum by (${label}) (${first}) to group by it. If it is a part of the name, ${name.replace(/^W/, 'w')}`;
      }
      return others.length > 0
        ? name
        : `If ${label} is a label’s value, write ${first}{label="${label}"} with the label’s own name; if it is a label, write ${first}{${label}="…"}. If it is a part of the name, ${name.replace(/^W/, 'w')}`;
    },
  },
];

/** What remains when no other slip shows: the query breaks off, or its brackets don't match. */
export const LAST_SLIPS: readonly Slip[] = [
  {
    id: 'unfinished',
    pattern: /(?<wrong>==|!=|>=|<=|>|<|[-+*/%^]|\b(?:and|or|unless)|\boffset|@)(?:\s*bool)?\s*$/di,
    message: ({ wrong }) => `The query ends after ${wrong}.`,
    why: ({ wrong }) =>
      /offset|@/i.test(wrong)
        ? `${wrong} needs a time after it.`
        : `The operator ${wrong} needs something on its right: a number or an expression.`,
    fix: ({ before, wrong }) =>
      /^(?:==|!=|>=|<=|>|<)$/.test(wrong)
        ? `Write what to compare with, as in ${before.trim()} ${wrong} 1, or remove ${wrong}.`
        : `Write what is missing after ${wrong}, or remove it.`,
  },
  {
    id: 'unfinished',
    pattern: new RegExp(
      String.raw`(?<wrong>\b[a-z_]+\s*(?:by|without)\s*\(\s*(?:${QUOTED}|[\w\s,])*\))\s*$`,
      'di',
    ),
    applies: ({ before, wrong }) => !/\)\s*$/.test(before) && !/^(?:by|without)/i.test(wrong),
    message: 'The aggregation has nothing to aggregate.',
    why: 'After the labels comes the expression, in its own parentheses.',
    fix: ({ wrong }) => `Write ${wrong} (…), with the expression in place of the dots.`,
  },
];

/** Two selections of one metric: what is subtracted is series, not values. */
function sameMetric({ before, after }: SlipPart): boolean {
  const names = [before, after].map((text) => text.match(/\b[a-z]\w*_\w+\b(?!\s*\()/gi) ?? []);
  return names[0]!.length > 0 && names[0]!.join() === names[1]!.join();
}

const WORDS: Readonly<Record<string, string>> = {
  except: 'unless',
  excluding: 'unless',
  plus: '+',
  times: '*',
  'divided by': '/',
};

const SIGNS: Readonly<Record<string, string>> = {
  '×': '*',

  '÷': '/',
  '≥': '>=',
  '≤': '<=',
  '≠': '!=',
};

const COMPARED: Readonly<Record<string, string>> = {
  '=>': '>=',
  '=<': '<=',
  '<>': '!=',
  '===': '==',
  '!==': '!=',
};
