import { LineCounter, parseDocument } from 'yaml';
import { syntaxInWords } from '../../util/yaml/messages.js';

/** The first thing that keeps a text from being YAML. */
export interface YamlProblem {
  /** Where and what, such as `Line 7: this line is not indented like the fields it belongs to`. */
  message: string;
  /** The line itself, without its indentation. */
  line: string;
}

/** @returns undefined if the text is valid YAML */
export function yamlProblem(text: string): YamlProblem | undefined {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const [first] = [...document.errors].sort((a, b) => a.pos[0] - b.pos[0]);
  if (!first) return undefined;
  const { line } = lines.linePos(first.pos[0]);
  const shown = text.split('\n')[line - 1]?.trim() ?? '';
  const template = /^[^:#]+:\s*\{\{/.test(shown)
    ? 'a value that starts with {{ must be in quotes, because { starts a map in YAML'
    : undefined;
  return { message: `Line ${line}: ${template ?? syntaxInWords(first)}`, line: shown };
}
