import type { Diagnosis } from '../diagnosis.js';
import { MAX_LENGTH } from '../syntax/length.js';
import { parsePromql } from '../syntax/parse.js';
import { explainFeature, explainNewer } from './features.js';
import { findMisfit } from './misfits.js';
import { EXPLANATIONS } from './rejections.js';
import { findSlip } from './slips/find-slip.js';

/**
 * Explains why Prometheus refused a query.
 * @param reason Prometheus' own words, without position; repeated in the message, because they name the place
 * @param text the query itself, in which a common slip may show; the diagnosis then has its place
 */
export function explainRejection(reason: string, text = ''): Diagnosis {
  const message = sentence(reason);
  const { expr, complete } = parsePromql(text);
  const feature = explainFeature(reason, text, expr);
  if (feature) {
    const { id, why, fix } = feature;
    return { rule: id, severity: 'error', message, why, fix };
  }
  const slip = EVALUATION.test(reason)
    ? undefined
    : (findSlip(text) ?? (complete ? findMisfit(text, expr) : undefined));
  if (slip) {
    const { id, at } = slip;
    return { rule: id, at, severity: 'error', message, why: `${slip.message} ${slip.why}`, fix: slip.fix };
  }
  const newer = explainNewer(reason, text, expr);
  if (newer) {
    const { id, why, fix } = newer;
    return { rule: id, severity: 'error', message, why, fix };
  }
  for (const { id, pattern, explain } of EXPLANATIONS) {
    const match = pattern.exec(reason);
    if (match) return { rule: id, severity: 'error', message, ...explain(match, text) };
  }
  return {
    rule: 'promql-error',
    severity: 'error',
    message,
    why: 'Prometheus could not parse or evaluate the query, so there is no result.',
    fix: 'Check what is just before the marked place: it is usually the cause.',
  };
}

/** Refusals of a query that is valid: it fails on the data, so its text shows no slip. */
const EVALUATION =
  /matching not allowed|multiple matches|same labelset|timed out|too many samples|canceled|expanding series|duplicate series/;

/** Explains why a text is not valid PromQL, without asking a server; undefined if it may be valid. */
export function explainSyntax(text: string, stoppedAt: number | undefined): Diagnosis | undefined {
  if (stoppedAt === undefined) return undefined;
  if (text.length > MAX_LENGTH) {
    return {
      rule: 'too-long',
      severity: 'error',
      message: `The query has more than ${MAX_LENGTH} characters.`,
      why: 'Longer queries are not read. Prometheus would have to compute everything in it at every evaluation.',
      fix: 'Select by a regular expression, {label=~"…"}, instead of listing everything, or use a recording rule.',
    };
  }
  const slip = findSlip(text);
  if (slip) {
    const { id, at, message, why, fix } = slip;
    return { rule: id, at, severity: 'error', message, why, fix };
  }
  const end = stoppedAt >= text.trimEnd().length;
  return {
    rule: end ? 'unfinished' : 'promql-error',
    at: { from: stoppedAt, to: Math.min(stoppedAt + 1, text.length) },
    severity: 'error',
    message: end ? 'The query ends too early.' : 'The query is not valid PromQL from the marked place on.',
    why: end
      ? 'A bracket or a quote is not closed, or an operator has nothing on its right.'
      : 'The parser can’t continue at this place.',
    fix: end
      ? 'Count the brackets and quotes, starting from the end.'
      : 'Check what is just before the marked place: it is usually the cause.',
  };
}

function sentence(reason: string): string {
  return `Prometheus says: ${reason}${/[.!?]$/.test(reason) ? '' : '.'}`;
}
