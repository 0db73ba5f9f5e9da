import type { Report } from './model.js';
import type { Table } from './tables.js';
import { timeText } from './text.js';

/** Marks a file as a report of obs-lab. */
export const MARKDOWN_MARK = '<!-- obs-lab report -->';

const MARKS = { good: '✅', info: 'ℹ️', warn: '⚠️', bad: '❌' } as const;

/** The report's conclusions and tables, for a pull request or a wiki. Texts from the runs are escaped. */
export function renderMarkdown(report: Report): string {
  const { title, columns, conclusions, notices, sections } = report;
  const begun = columns.map(({ run }) => run.startedAt).sort()[0] ?? '';
  const blocks = [
    MARKDOWN_MARK,
    `# ${text(title)}`,
    `Load report of ${columns.map(({ name }) => `**${text(name)}**`).join(', ')}, from ${timeText(begun)} UTC.`,
    conclusions
      .map(({ tone, claim, because }) => `- ${MARKS[tone]} **${text(claim)}** ${text(because)}`)
      .join('\n'),
    ...(notices.length > 0
      ? [notices.map(({ name, text: notice }) => `- ⚠️ **${text(name)}**: ${text(notice)}`).join('\n')]
      : []),
    ...sections.flatMap((section) => [
      `## ${section.title}`,
      ...section.tables.flatMap(table),
      // Long, so it is collapsed where Markdown supports that.
      ...(section.details && section.id === 'reconciliation'
        ? [
            `<details><summary>${text(section.details.title)}</summary>`,
            ...section.details.tables.flatMap((details) => [
              `**${text(details.caption)}**`,
              ...table(details),
            ]),
            '</details>',
          ]
        : []),
    ]),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function table({ head, rows, note }: Table): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const lines = [
    line(head.map(text)),
    line(head.map((_, i) => (i === 0 ? ':--' : '--:'))),
    ...rows.map((row) =>
      line([
        text(row.head),
        ...row.cells.map((cell) => (cell.tone === 'bad' ? `**${text(cell.text)}**` : text(cell.text))),
      ]),
    ),
  ];
  return [lines.join('\n'), ...(note ? [`_${text(note)}_`] : [])];
}

/** Escapes Markdown and HTML, and puts the text on one line. */
function text(value: string): string {
  return value
    .replace(/\s+/g, ' ')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/[\\`*_[\]|~#!]/g, '\\$&')
    .replace(/@/g, '@\u200b'); // a run must not mention anybody
}
