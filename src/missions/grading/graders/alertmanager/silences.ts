import { parse } from 'yaml';
import { z } from 'zod';
import { type Matcher, parseMatchers } from '../../../../alerts/matchers.js';
import { LabError } from '../../../../errors.js';

const FILE = z.array(z.strictObject({ matchers: z.array(z.string().regex(/[=~]/)).min(1) })).min(1);

/** Two conditions in one text. */
const SEVERAL = /"\s*(?:and|or|&&|,)\s*\w+\s*(?:=~?|!=|!~)/i;

/** Silences as a list in YAML, each with its matchers; or why the text can’t be read as one. */
export function readSilences(text: string): { silences: Matcher[][] } | { refusal: string } {
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    return { refusal: (error as Error).message.split('\n')[0]!.replace(/:$/, '') };
  }
  const parsed = FILE.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return {
      refusal: refusalOf(issue?.path ?? []),
    };
  }
  const several = parsed.data.flatMap(({ matchers }) => matchers).find((text) => SEVERAL.test(text));
  if (several !== undefined) {
    return {
      refusal: `\`${several}\` holds several conditions: write each as a text of its own, with commas between them`,
    };
  }
  try {
    return { silences: parsed.data.map(({ matchers }) => parseMatchers(matchers, [])) };
  } catch (error) {
    if (error instanceof LabError) return { refusal: error.message };
    throw error;
  }
}

/** Which part of the list is not what it should be. */
function refusalOf([index, field]: readonly PropertyKey[]): string {
  if (typeof index !== 'number') return 'the file is not a list of silences, each with a dash';
  return field === 'matchers'
    ? `\`matchers\` of silence ${index + 1} must be a list of texts such as 'severity="page"'`
    : `silence ${index + 1} must have \`matchers\` and nothing else`;
}
