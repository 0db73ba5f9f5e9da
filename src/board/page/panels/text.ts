import type { Panel } from '../../../dashboards/model/dashboard.js';
import { h } from '../../../web/dom.js';
import { renderMarkdown, textOfHtml } from '../markdown.js';
import type { Drawing } from './drawing.js';

/** The text of a text panel. */
export class TextDrawing implements Drawing {
  readonly element = h('div', { class: 'text' });

  constructor({ content, contentMode }: Pick<Panel, 'content' | 'contentMode'>) {
    if (contentMode === 'markdown') this.element.append(...renderMarkdown(content));
    else this.element.append(h('pre', {}, contentMode === 'html' ? textOfHtml(content) : content));
  }

  draw(): void {}
  restyle(): void {}
  destroy(): void {}
}
