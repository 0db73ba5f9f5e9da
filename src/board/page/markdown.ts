import { type Child, h } from '../../web/dom.js';

/**
 * The part of Markdown that text panels use: headings, lists, code, emphasis, links. Built from elements, never from
 * HTML text, so that a dashboard's content can't run scripts. Tags in html panels are removed and their text is
 * shown.
 */
export function renderMarkdown(source: string): HTMLElement[] {
  return source
    .replace(/\r/g, '')
    .split(/\n{2,}/)
    .flatMap((block) => renderBlock(block.replace(/^\n+|\s+$/g, '')));
}

/** The text of HTML, without its tags. */
export function textOfHtml(html: string): string {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  for (const element of parsed.querySelectorAll('script, style')) element.remove();
  return parsed.body.textContent.trim();
}

function renderBlock(block: string): HTMLElement[] {
  if (block === '') return [];
  const [, marks, heading, rest] = /^(#{1,4})\s+(.+?)(?:\n([\s\S]*))?$/.exec(block) ?? [];
  if (marks && heading) {
    // The page itself uses h1 and h2.
    const tag = `h${Math.min(6, marks.length + 2)}` as 'h3';
    return [h(tag, {}, ...renderInline(heading)), ...renderBlock(rest ?? '')];
  }
  const lines = block.split('\n');
  if (lines[0]?.startsWith('```')) {
    return [
      h(
        'pre',
        {},
        lines
          .slice(1)
          .join('\n')
          .replace(/\n?```$/, ''),
      ),
    ];
  }
  const list = /^\s*(?:[-*+]|(\d+)[.)])\s+/;
  if (list.test(lines[0] ?? '')) {
    const items = lines.filter((line) => list.test(line));
    const ordered = list.exec(lines[0] as string)?.[1] !== undefined;
    return [
      h(
        ordered ? 'ol' : 'ul',
        {},
        ...items.map((line) => h('li', {}, ...renderInline(line.replace(list, '')))),
      ),
    ];
  }
  return [h('p', {}, ...renderInline(lines.join(' ')))];
}

const INLINE = /`([^`]+)`|\*\*(.+?)\*\*|\*([^*\s][^*]*)\*|\[([^\]]+)\]\(([^)\s]+)\)/g;

function renderInline(text: string): Child[] {
  const parts: Child[] = [];
  let at = 0;
  for (const match of text.matchAll(INLINE)) {
    const [whole, code, strong, emphasis, label, target] = match;
    parts.push(text.slice(at, match.index));
    at = match.index + whole.length;
    if (code !== undefined) {
      parts.push(h('code', {}, code));
    } else if (strong !== undefined) {
      parts.push(h('strong', {}, ...renderInline(strong)));
    } else if (emphasis !== undefined) {
      parts.push(h('em', {}, ...renderInline(emphasis)));
    } else if (/^(https?:\/\/|\/)/.test(target ?? '')) {
      parts.push(h('a', { href: target, rel: 'noopener noreferrer', target: '_blank' }, label ?? ''));
    } else {
      parts.push(label ?? '');
    }
  }
  parts.push(text.slice(at));
  return parts.filter((part) => part !== '');
}
