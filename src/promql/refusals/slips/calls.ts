import { isFunctionName } from '../../syntax/functions.js';
import { isReserved, nameInPromql } from './names.js';
import { LABEL, MATCH_OPERATOR, NAME, put, QUOTED, SELECTOR, type Slip, type SlipPart } from './slip.js';

const NO_METHODS =
  'A function comes before its argument, which goes in parentheses. Conditions on labels go in braces after the metric.';

/** Slips about functions, aggregations and where matchers go, outside the braces. */
export const CALL_SLIPS: readonly Slip[] = [
  {
    id: 'label-by-dot',
    pattern: new RegExp(
      String.raw`(?<!\{[^{}]*)(?<wrong>\b(?<metric>${NAME})\.(?:\[\s*)?(?<label>${LABEL})\s*(?<op>${MATCH_OPERATOR}|==)\s*(?<value>${QUOTED}|[\w.*-]+))`,
      'd',
    ),
    message: ({ groups: { label = '' } }) => `The label ${label} is written after a dot.`,
    why: 'PromQL has no fields. Conditions on labels go in braces after the metric.',
    fix: ({ groups }) => `Write ${dotSelector(groups)}.`,
    rewrite: (part) => put(part, dotSelector(part.groups)),
  },
  {
    id: 'method-call',
    pattern: new RegExp(
      String.raw`(?<wrong>(?<metric>\b${SELECTOR}(?:\s*\[[^[\]]*\])?|\))\s*\.\s*(?<func>${NAME})\s*\(\s*(?<args>[^()]*)\))`,
      'd',
    ),
    message: ({ groups: { func = '' } }) =>
      `PromQL has no methods: .${func}(…) can’t follow what it works on.`,
    why: NO_METHODS,
    fix: ({ groups }) => methodAdvice(groups),
    rewrite: (part) => {
      const { metric, func = '', args = '' } = part.groups;
      if (metric === ')' && part.after.trim() === '' && args.trim() === '') {
        return `${nameInPromql(func) ?? func.toLowerCase()}(${part.before}))`;
      }
      const query = methodQuery(part.groups);
      return query === undefined ? undefined : put(part, query);
    },
  },
  {
    id: 'method-call',
    pattern: new RegExp(
      String.raw`(?<wrong>\b(?<metric>${SELECTOR})\.(?<func>${NAME})\s*\[(?<args>[^\]]*)\])`,
      'd',
    ),
    applies: ({ groups: { func = '' } }) => isFunctionName(func),
    message: ({ groups: { func = '' } }) => `PromQL has no methods: .${func} can’t follow what it works on.`,
    why: NO_METHODS,
    fix: ({ groups: { metric, func, args } }) => `Write ${func}(${metric}[${args}]).`,
    rewrite: (part) => put(part, `${part.groups.func}(${part.groups.metric}[${part.groups.args}])`),
  },
  {
    id: 'parentheses-for-braces',
    pattern: new RegExp(
      String.raw`(?<wrong>\b(?<metric>${NAME})\s*\(\s*(?<body>${LABEL}\s*(?:${MATCH_OPERATOR}|==)\s*(?:${QUOTED}|[\w.*/-]+)(?:\s*,\s*${LABEL}\s*(?:${MATCH_OPERATOR}|==)\s*(?:${QUOTED}|[\w.*/-]+))*)\s*\))`,
      'd',
    ),
    applies: ({ groups: { metric = '', body = '' } }) =>
      !isReserved(metric) && /=/.test(body) && !/==\s*\d/.test(body),
    message: 'The conditions on labels are in parentheses.',
    why: 'Parentheses hold the argument of a function. Conditions on labels go in braces after the metric.',
    fix: ({ groups: { metric, body } }) => `Write ${metric}{${quoteValues(body)}}.`,
    rewrite: (part) => put(part, `${part.groups.metric}{${quoteValues(part.groups.body)}}`),
  },
  {
    id: 'matchers-misplaced',
    pattern: /\)\s*(?<wrong>\{[^{}=!]*[=!][^{}]*\})/d,
    applies: ({ before }) =>
      !/\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^()]*\)\s*$/.test(before),
    message: 'The matchers follow the result of a function or an aggregation.',
    why: 'Matchers select stored series, so they belong to the metric’s name, inside the parentheses.',
    fix: ({ wrong }) => `Move them to the metric: metric${wrong}.`,
    rewrite: ({ before, wrong, after }) => {
      const moved = before.replace(
        new RegExp(String.raw`(?<=[(\s,])(${NAME})(\s*(?:\[[^[\]]*\])?\s*\)+\s*)$`),
        (_, metric: string, rest: string) => `${metric}${wrong}${rest.trimEnd()}`,
      );
      return moved === before ? undefined : `${moved}${after}`;
    },
  },
  {
    id: 'matchers-misplaced',
    pattern: new RegExp(
      String.raw`(?:^|[(,+*/-])\s*(?<wrong>(?<braces>\{[^{}]*\})\s*(?<metric>(?!(?:and|or|unless|by|without|on|ignoring|offset|atan2|bool)\b)${NAME}))`,
      'di',
    ),
    message: 'The braces are before the metric’s name.',
    why: 'Matchers narrow down the metric that they follow.',
    fix: 'Write metric{label="value"}.',
    rewrite: (part) => put(part, `${part.groups.metric}${part.groups.braces}`),
  },
  {
    id: 'matchers-misplaced',
    pattern: new RegExp(
      String.raw`(?<wrong>\b(?<metric>${NAME})(?:\{(?<matchers>[^{}]*)\})?\s*\b(?:without|except|excluding)\s*\(\s*(?<label>${LABEL})\s*(?<op>=~|=)\s*(?<value>${QUOTED})\s*\))`,
      'd',
    ),
    applies: ({ groups: { metric = '' } }) => !isReserved(metric),
    message: ({ groups: { label = '' } }) => `The condition on ${label} is not in braces.`,
    why: 'without drops labels, not series. Series are excluded in the braces, with != or !~.',
    fix: ({ groups: { label, value } }) => `Write metric{${label}!=${value}}.`,
    rewrite: (part) => {
      const { metric, matchers = '', label, op, value } = part.groups;
      const negated = `${label}${op === '=~' ? '!~' : '!='}${value}`;
      return put(part, `${metric}{${matchers.trim() === '' ? '' : `${matchers}, `}${negated}}`);
    },
  },
  {
    id: 'matchers-misplaced',
    pattern: new RegExp(
      String.raw`(?<!\{[^{}]*|\[[^\]]*)(?<wrong>(?<joint>\s*(?:,|\||\b(?:where|with|if|when|having|for|and)\b)?\s*)(?<not>\bnot\s+|!\s*)?\b(?<label>${LABEL})\s*(?<op>=~|!~|!=|=(?![=~]))\s*(?<value>${QUOTED}))`,
      'di',
    ),
    applies: ({ before, groups: { value = '' } }) =>
      (before.trim() !== '' || Number.isNaN(Number(value.slice(1, -1)))) &&
      !/\b(?:by|without|on|ignoring)\s*\([^()]*$/.test(before),
    message: ({ groups: { label = '' } }) => `The condition on ${label} is not in braces.`,
    why: 'Conditions on labels go in braces right after the metric’s name.',
    fix: ({ groups: { label, op, value, not } }) =>
      `Write metric{${label}${not === undefined ? op : '!='}${value}}.`,
    rewrite: (part) => {
      const { label, op, value, not, joint = '' } = part.groups;
      const matcher = `${label}${not === undefined ? op : '!='}${value}`;
      if (/(?:^|[(,])\s*$/.test(part.before) && joint.trim() === '') return put(part, `{${matcher}}`);
      const before = part.before.replace(
        new RegExp(String.raw`\b(${NAME})(?:\{([^{}]*)\})?(\s*\[[^[\]]*\])?\s*$`),
        (_, metric: string, matchers = '', range = '') =>
          `${metric}{${matchers === '' ? '' : `${matchers}, `}${matcher}}${range}`,
      );
      const after = part.after.replace(/^\s*\}/, '');
      return before === part.before ? undefined : `${before}${after}`;
    },
  },
];

function dotSelector({ metric, label, op = '=', value = '' }: SlipPart['groups']): string {
  return `${metric}{${label}${op === '==' ? '=' : op}${/^["'`]/.test(value) ? value : `"${value}"`}}`;
}

function methodQuery({ metric = '', func = '', args = '' }: SlipPart['groups']): string | undefined {
  const name = nameInPromql(func) ?? func.toLowerCase();
  const text = args.trim();
  if (metric === ')') return undefined;
  if (/^(?:filter|where|with|select|labels?|get)$/.test(name) && /=/.test(text)) {
    return `${metric}{${quoteValues(text)}}`;
  }
  if (/^(?:by|group_?by|without)$/i.test(name)) {
    return `sum ${name === 'without' ? 'without' : 'by'} (${text.replace(/["'`]/g, '')}) (${metric})`;
  }
  if (!isFunctionName(name)) return undefined;
  const range = /^["'[]?(\d+(?:ms|[smhdwy]))["'\]]?$/.exec(text)?.[1];
  if (range !== undefined) return `${name}(${metric}[${range}])`;
  return text === ''
    ? `${name}(${metric})`
    : /^(?:topk|bottomk|quantile)$/.test(name)
      ? `${name}(${text}, ${metric})`
      : undefined;
}

function methodAdvice(groups: SlipPart['groups']): string {
  const { func = '', metric = '' } = groups;
  const query = methodQuery(groups);
  if (query !== undefined) return `Write ${query}.`;
  const name = nameInPromql(func) ?? func;
  if (/^(?:filter|where|with|select|labels?|get)$/i.test(func)) return 'Write metric{label="value"}.';
  return `Write ${name}(${metric === ')' ? '…' : metric}).`;
}

function quoteValues(body = ''): string {
  return body.replace(
    /(\w+)\s*(=~|!~|!=|==?)\s*("[^"]*"|'[^']*'|`[^`]*`|[^\s,]+)/g,
    (_, label: string, op: string, value: string) =>
      `${label}${op === '==' ? '=' : op}${/^["'`]/.test(value) ? value : `"${value}"`}`,
  );
}
