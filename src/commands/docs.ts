import { Args } from '@oclif/core';
import { LabCommand } from '../cli/base-command.js';
import { UsageError } from '../errors.js';
import { isInteractive, terminalColumns } from '../ui/terminal/terminal.js';
import { docPages, findPage } from '../util/doc-pages.js';
import { nearest } from '../util/nearest.js';

/** Longer lines are hard to read. */
const WIDEST = 100;

export default class Docs extends LabCommand {
  static override description = `read the lab's documentation

Without a page, lists all pages. The runbook of an alert has the alert's name; docs runbooks lists them. On a terminal a page is laid out for its width and opens in $PAGER, or in less. In a pipe and with --json you get its Markdown, for other tools.`;

  static override examples = [
    { description: 'list the pages', command: '<%= config.bin %> <%= command.id %>' },
    {
      description: 'the notes that accompany the missions',
      command: '<%= config.bin %> <%= command.id %> observability-watch',
    },
    {
      description: 'what to do about an alert',
      command: '<%= config.bin %> <%= command.id %> TargetDown',
    },
  ];

  static override args = {
    page: Args.string({ description: 'which page', ignoreStdin: true }),
  };

  async run(): Promise<{ pages: { name: string; title: string }[] } | { name: string; text: string }> {
    const { args } = await this.parse(Docs);
    const pages = await docPages();
    if (args.page === undefined) {
      // A folder has a page that lists what is in it.
      const listed = pages.filter(({ name }) => !name.includes('/'));
      const width = Math.max(...listed.map(({ name }) => name.length));
      for (const { name, title } of listed) this.log(`${name.padEnd(width)}  ${title}`);
      return { pages: pages.map(({ name, title }) => ({ name, title })) };
    }
    const page = findPage(pages, args.page);
    if (!page) throw unknownPage(args.page, pages);
    const { name, text } = page;
    if (this.jsonEnabled()) return { name, text };
    const shown = process.stdout.isTTY ? await laidOut(text) : text.trimEnd();
    if (!(isInteractive() && (await inPager(`${shown}\n`)))) this.log(shown);
    return { name, text };
  }
}

async function laidOut(text: string): Promise<string> {
  const [{ markdownLines }, { paint }] = await Promise.all([
    import('../ui/text/markdown.js'),
    import('../ui/text/paint.js'),
  ]);
  return paint(markdownLines(text, Math.min(terminalColumns(), WIDEST)));
}

async function inPager(text: string): Promise<boolean> {
  const { showInPager } = await import('../ui/terminal/pager.js');
  return showInPager(text, process.env);
}

function unknownPage(typed: string, pages: readonly { name: string }[]): UsageError {
  const [near] = nearest(
    typed,
    pages.map(({ name }) => name),
  );
  return new UsageError(`Unknown page: ${typed}`, {
    hints: [near ? `Did you mean: obs-lab docs ${near}` : 'List all pages: obs-lab docs'],
  });
}
