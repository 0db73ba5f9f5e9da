// Changes three packages while they are bundled, because what they do when they are loaded costs a quarter of the time
// until the first frame. Each change keeps what the package does; a package that no longer has the text fails the build.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const GRAPHEMES = fileURLToPath(new URL('../../src/util/text/graphemes.ts', import.meta.url));
const SEGMENTER = /new Intl\.Segmenter\([^)]*\)/;

/** Segments text with our own module, which makes an Intl.Segmenter (20 ms) only for texts that need one. */
const lazySegmenter = (text) =>
  `import { graphemes as __graphemes } from ${JSON.stringify(GRAPHEMES)};\n${replaced(text, SEGMENTER, '__graphemes')}`;

const RGI_EMOJI = String.raw`const rgiEmojiRegex = /^\p{RGI_Emoji}$/v;`;

/**
 * Compiles the list of all emoji sequences (37 ms) only for sequences. A single code unit is in that list if it has
 * an emoji presentation of its own.
 */
const lazyEmoji = (text) =>
  replaced(
    text,
    RGI_EMOJI,
    String.raw`
let emojiSequences;
const emojiCharacter = /^\p{Emoji_Presentation}$/u;
const rgiEmojiRegex = {
  test: (segment) =>
    segment.length === 1 ? emojiCharacter.test(segment) : (emojiSequences ??= /^\p{RGI_Emoji}$/v).test(segment),
};`,
  );

/** Packages bring several versions of string-width; the old ones need neither. */
const stringWidth = (text) => {
  const segmented = SEGMENTER.test(text) ? lazySegmenter(text) : text;
  return segmented.includes(RGI_EMOJI) ? lazyEmoji(segmented) : segmented;
};

/** Decodes Yoga's WebAssembly itself. Through fetch(), a data: URL loads all of Node's HTTP client (60 ms). */
const withoutFetch = (text) => `const fetch = undefined;\n${text}`;

const CHANGES = [
  { file: /[\\/]string-width[\\/]index\.js$/, change: stringWidth },
  {
    file: /[\\/](?:slice-ansi[\\/]tokenize-ansi|ansi-tokenize[\\/]build[\\/]tokenize)\.js$/,
    change: lazySegmenter,
  },
  { file: /[\\/]yoga-wasm-base64-esm\.js$/, change: withoutFetch },
];

/** @type {import('esbuild').Plugin} */
export const fastStart = {
  name: 'fast-start',
  setup(build) {
    for (const { file, change } of CHANGES) {
      build.onLoad({ filter: file }, ({ path }) => ({
        contents: change(readFileSync(path, 'utf8')),
        loader: 'js',
      }));
    }
  },
};

function replaced(text, pattern, replacement) {
  const result = text.replace(pattern, replacement);
  if (result === text) throw new Error(`There is no ${pattern} any more: see scripts/build/fast-start.js`);
  return result;
}
