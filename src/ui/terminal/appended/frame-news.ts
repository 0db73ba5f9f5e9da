import { type Line, plainText } from '../../text/line.js';

/**
 * What is new on a screen that is drawn again and again: its lines that were not there before. After a typed line, that
 * is everything that changed, or else the whole screen; without one, a change of numbers alone, such as a clock, is not
 * news.
 */
export function createFrameNews(draw: () => readonly Line[]): (isAnswer: boolean) => string[] {
  let before: readonly string[] = [];
  return (isAnswer) => {
    const frame = draw()
      .map((parts) => plainText(parts).trimEnd())
      .filter((text) => text !== '' && !INPUT_LINE.test(text));
    const known = new Set(isAnswer ? before : before.map(withoutNumbers));
    const fresh = frame.filter(
      (text) =>
        !known.has(isAnswer ? text : withoutNumbers(text)) &&
        // A line that only lost its end says nothing new.
        !before.some((old) => old.startsWith(`${text} `)),
    );
    if (isAnswer && fresh.length === 0 && frame.join('\n') === before.join('\n')) return [...frame];
    before = frame;
    return fresh;
  };
}

/** It repeats what was typed. */
const INPUT_LINE = /^› ?/;

function withoutNumbers(text: string): string {
  return text.replace(/\d+/g, '0');
}
