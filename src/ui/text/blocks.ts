/** The Markdown that missions use: paragraphs, lists and fenced code. */

export interface Block {
  kind: 'text' | 'item' | 'code';
  /** Text and items have no line breaks; code is kept as written. */
  text: string;
  /** Whether there is an empty line before it. */
  apart: boolean;
}

const FENCE = /^\s*```/;
const ITEM = /^\s*[-*] +/;

export function blocksOf(source: string): Block[] {
  const blocks: Block[] = [];
  let apart = false;
  /** The block that the next line continues. */
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
      // A fence ends a paragraph. Its language is ignored.
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
  // An unclosed fence.
  if (code) blocks.push({ kind: 'code', text: code.join('\n'), apart: blocks.length > 0 });
  return blocks.map((block) =>
    block.kind === 'code' ? block : { ...block, text: block.text.replace(/\s+/g, ' ') },
  );
}
