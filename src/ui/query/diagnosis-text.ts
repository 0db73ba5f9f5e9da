import type { Diagnosis } from '../../promql/diagnosis.js';
import type { Line } from '../text/line.js';
import { inlineCode } from '../text/paragraphs.js';
import type { Tone } from '../text/tones.js';
import { wrap } from '../text/wrap.js';

const TONE_OF: Readonly<Record<Diagnosis['severity'], Tone>> = {
  error: 'strong',
  warning: 'strong',
  info: 'dim',
};

/** A diagnosis in full: what is wrong, why, and how to fix it. */
export function diagnosisLines(diagnosis: Diagnosis, width: number): Line[] {
  return [...messageLines(diagnosis, width), ...reasonLines(diagnosis, width)];
}

/** What is wrong. */
export function messageLines({ message, severity }: Diagnosis, width: number): Line[] {
  return wrap(inlineCode(message, TONE_OF[severity]), width, {
    first: [{ text: '• ' }],
    rest: [{ text: '  ' }],
  });
}

/** Why it is wrong, and how to fix it. */
export function reasonLines({ why, fix }: Diagnosis, width: number): Line[] {
  return [
    ...(why === '' ? [] : wrap(inlineCode(why), width, { first: [{ text: '  ' }], rest: [{ text: '  ' }] })),
    ...(fix === ''
      ? []
      : wrap(inlineCode(fix), width, { first: [{ text: '  → ' }], rest: [{ text: '    ' }] })),
  ];
}

/** A diagnosis in one sentence, for those after the first. */
export function briefDiagnosisLines({ message, severity }: Diagnosis, width: number): Line[] {
  return wrap(inlineCode(message, severity === 'info' ? 'dim' : undefined), width, {
    first: [{ text: '• ' }],
    rest: [{ text: '  ' }],
  });
}
