import type { Diagnosis } from '../../../promql/diagnosis.js';
import { explainForm } from '../../../promql/judge/explain-form.js';
import { same } from '../../../promql/meaning/divergence.js';
import { formatDuration } from '../../../util/duration.js';
import { nearest } from '../../../util/nearest.js';
import { metricsOf, type Rule } from './rule-file.js';

/** What a scenario shows about one rule. */
export interface RuleDiagnosis extends Diagnosis {
  /** The alert's name, or that of the recorded series. */
  subject: string;
  /** A label that the alert should have, and lacks. */
  lacksLabel?: string;
}

type Cause = Pick<Diagnosis, 'why' | 'fix'>;

/** Effects that come from when an alert fires, rather than from what it looks at. */
const TIMING: ReadonlySet<string> = new Set(['alert-too-early', 'alert-too-late', 'alert-unresolved']);

/**
 * What a scenario shows is an effect: this adds its cause, as far as the two rules show it. Without one, the diagnosis
 * stays as it is.
 */
export function withCause(
  { subject, lacksLabel, ...diagnosis }: RuleDiagnosis,
  rules: { reference: readonly Rule[]; answer: readonly Rule[] },
): Diagnosis {
  const [reference, answer] = [rules.reference, rules.answer].map((all) =>
    all.find(({ name }) => name === subject),
  );
  if (!reference || !answer) return diagnosis;
  const misplaced = lacksLabel === undefined ? undefined : misplacedLabel(lacksLabel, answer);
  if (misplaced) return { ...diagnosis, ...misplaced };
  const timing = waiting(reference, answer) ?? keeping(reference, answer);
  const asked = same(reference.expr, answer.expr);
  if (timing && (asked || TIMING.has(diagnosis.rule))) return { ...diagnosis, ...timing };
  if (asked) return diagnosis;
  const cause = unrecorded(answer, rules.answer) ?? ofExpression(reference, answer) ?? timing;
  return { ...diagnosis, ...cause };
}

function ofExpression(reference: Rule, answer: Rule): Cause | undefined {
  const [first] = explainForm(reference.expr, answer.expr);
  return first && { why: `${first.message} ${first.why}`.trim(), fix: first.fix };
}

/** A recorded series that the file does not record. */
function unrecorded({ expr }: Rule, all: readonly Rule[]): Cause | undefined {
  const missing = metricsOf(expr).find(
    (metric) => metric.includes(':') && !all.some(({ kind, name }) => kind === 'record' && name === metric),
  );
  return missing === undefined
    ? undefined
    : {
        why: `Its expression reads ${missing}, and no rule before it in the file records that, so it finds nothing.`,
        fix: 'Compare that name with the names that your rules record, letter by letter.',
      };
}

/** A label that is asked for, and stands among the annotations, or is written otherwise. */
function misplacedLabel(label: string, { annotations, labels }: Rule): Cause | undefined {
  const [near] = nearest(label, Object.keys(labels));
  if (near !== undefined && near !== label) {
    return {
      why: `\`${near}\` is another label than \`${label}\`: names are compared letter by letter, capitals too.`,
      fix: `Write \`${label}\` instead of \`${near}\`.`,
    };
  }
  return label in annotations
    ? {
        why: `\`${label}\` is below \`annotations:\`. Annotations are texts for people; only labels decide who gets an alert.`,
        fix: `Move \`${label}\` to \`labels:\`.`,
      }
    : undefined;
}

/** What is wrong with the time that an alert waits; undefined if nothing is. */
export function waiting(reference: Rule, answer: Rule): Cause | undefined {
  const [asked, given] = [reference.forSeconds, answer.forSeconds];
  if (asked === given) return undefined;
  if (given === 0 && 'for' in answer.labels) {
    return {
      why: '`for` is below `labels:`, so it is a label like any other, and the alert does not wait.',
      fix: 'Move `for` out of `labels:`, and indent it like `expr`.',
    };
  }
  if (given === 0) {
    return {
      why: 'The rule has no `for`, so it fires at the first evaluation at which its expression returns something.',
      fix: `Add \`for: ${formatDuration(asked)}\`, indented like \`expr\`.`,
    };
  }
  return asked === 0
    ? {
        why: `Your rule waits for ${formatDuration(given)}; the step asks for no \`for\`.`,
        fix: 'Remove `for`.',
      }
    : {
        why: `Your \`for\` is ${formatDuration(given)}; the step asks for a ${asked > given ? 'longer' : 'shorter'} time.`,
        fix: `Write \`for: ${formatDuration(asked)}\`.`,
      };
}

/** The same for the time that it keeps firing. */
export function keeping(reference: Rule, answer: Rule): Cause | undefined {
  const [asked, given] = [reference.keepSeconds, answer.keepSeconds];
  if (asked === given) return undefined;
  if (given === 0) {
    return {
      why: 'The rule has no `keep_firing_for`, so it resolves at the first evaluation without a result.',
      fix: `Add \`keep_firing_for: ${formatDuration(asked)}\`, indented like \`expr\`.`,
    };
  }
  return asked === 0
    ? {
        why: `Your rule keeps firing for ${formatDuration(given)} after its cause is gone; the step does not ask for that.`,
        fix: 'Remove `keep_firing_for`.',
      }
    : {
        why: `Your \`keep_firing_for\` is ${formatDuration(given)}; the step asks for a ${asked > given ? 'longer' : 'shorter'} time.`,
        fix: `Write \`keep_firing_for: ${formatDuration(asked)}\`.`,
      };
}
