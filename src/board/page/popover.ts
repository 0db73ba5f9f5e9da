import { type Child, h } from '../../web/dom.js';

/**
 * A button that opens a small window below itself: closed by Escape, by a click elsewhere and when the focus leaves.
 */
export function popover(label: readonly Child[], name: string, content: HTMLElement): HTMLDetailsElement {
  const details = h('details', { class: 'popover' }, h('summary', { 'aria-label': name }, ...label), content);
  content.classList.add('popover-content');
  details.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !details.open) return;
    event.stopPropagation();
    details.open = false;
    details.querySelector('summary')?.focus();
  });
  details.addEventListener('focusout', ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && !details.contains(relatedTarget)) details.open = false;
  });
  details.addEventListener('toggle', () => {
    const outside = ({ target }: Event): void => {
      if (!details.contains(target as Node)) details.open = false;
      if (!details.open) document.removeEventListener('pointerdown', outside);
    };
    if (details.open) document.addEventListener('pointerdown', outside);
  });
  return details;
}
