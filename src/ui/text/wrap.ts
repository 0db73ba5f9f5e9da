import { plainText, wrap } from './rich-text.js';

/** A text in lines of at most `width` columns, broken at spaces where possible; its own line ends stay. Pure. */
export function wrapText(text: string, width: number): string[] {
  return text.split('\n').flatMap((line) => wrap([{ text: line }], width).map(plainText));
}
