import { parse } from 'yaml';
import { z } from 'zod';
import { type Matcher, parseMatchers } from '../../../../alerts/matchers.js';
import { LabError } from '../../../../errors.js';

const FILE = z.array(z.strictObject({ matchers: z.array(z.string().regex(/[=~]/)).min(1) })).min(1);

/** Silences as a list in YAML, each with its matchers; or why the text is none. */
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
      refusal: `${issue?.path.join('.') || 'the file'}: ${issue?.message ?? 'not a list of silences'}`,
    };
  }
  try {
    return { silences: parsed.data.map(({ matchers }) => parseMatchers(matchers, [])) };
  } catch (error) {
    if (error instanceof LabError) return { refusal: error.message };
    throw error;
  }
}
