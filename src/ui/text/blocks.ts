/** What Markdown text is made of, as far as missions use it: paragraphs, lists, and code between fences. Pure. */

export interface Block {
  kind: 'text' | 'item' | 'code';
  /** Of text and items without line breaks, of code as it is written. */
  text: string;
  /** Whether an empty line stands before it. */
  apart: boolean;
}

const FENCE = /^\s*```/;
const ITEM = /^\s*[-*] +/;

export function blocksOf(source: string): Block[] {
  const blocks: Block[] = [];
  let apart = false;
  /** The block that further lines belong to. */
  let open: Block | undefined;
  const begin = (kind: Block['kind'], text: string): Block => {
    const block = { kind, text, apart: apart && blocks.length > 0 };
    blocks.push(block);
    apart = false;
    return block;
  };
  let code: string[] | undefined;
  for (const row of source.trim().split('\n')) {
    if (FENCE.test(row)) {
      // What opens a fence ends a paragraph; its language is nobody's business here.
      if (code) blocks.push({ kind: 'code', text: code.join('\n'), apart: blocks.length > 0 });
      apart = code !== undefined;
      code = code ? undefined : [];
      open = undefined;
    } else if (code) {
      code.push(row);
    } else if (row.trim() === '') {
      apart = true;
      open = undefined;
    } else if (ITEM.test(row)) {
      open = begin('item', row.replace(ITEM, '').trim());
    } else if (open) {
      open.text += ` ${row.trim()}`;
    } else {
      open = begin('text', row.trim());
    }
  }
  // A fence that nobody closed.
  if (code) blocks.push({ kind: 'code', text: code.join('\n'), apart: blocks.length > 0 });
  return blocks.map((block) =>
    block.kind === 'code' ? block : { ...block, text: block.text.replace(/\s+/g, ' ') },
  );
}
