/**
 * Text that comes from outside, such as a server's error or a mission's title, may hold control sequences: on a
 * terminal they write to the clipboard, change the title or hide what was printed.
 */

/** Control characters, except for tab and newline; and those that reverse the direction of text. */
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g;

/** Control sequences that a terminal obeys: what the lab's own screens use (CSI), and everything else. */
// eslint-disable-next-line no-control-regex
const SEQUENCE = /\u001B\[[0-?]*[ -/]*[@-~]|[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g;
// eslint-disable-next-line no-control-regex
const COLOR = /^\u001B\[[\d;]*m$/;
/** Moves and erases, colours, and the modes of full screens, pasting and synchronised output. */
// eslint-disable-next-line no-control-regex
const SCREEN = /^\u001B\[(?:[\d;]*[A-HJKSTfmsu]|\?(?:25|1049|2004|2026)[hl]|[?<>=]?[\d;]*u)$/;

/** The text with its control characters written out, such as \u001b: nothing in it reaches the terminal. */
export function visible(text: string): string {
  return text.replace(CONTROL, writtenOut);
}

/** The same for text that we coloured: colours stay. */
export function visibleInColor(text: string): string {
  return text.replace(SEQUENCE, (found) => (COLOR.test(found) ? found : writtenOut(found)));
}

/** The same for everything that goes to a terminal, live screens included: as the last line of defence. */
export function visibleOnScreen(text: string): string {
  return text.replace(SEQUENCE, (found) =>
    SCREEN.test(found) || found === '\r' ? found : writtenOut(found),
  );
}

/** As in JSON, so that a JSON document stays the same document. */
function writtenOut(found: string): string {
  // eslint-disable-next-line no-control-regex
  return found.replace(/[\u0000-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
