import { type AnswerField, parseAnswer, recordAnswer } from './session/answers.js';
import { type Lab, planOf, requireIncident } from './session/incident-file.js';
import { answerText } from './session/status.js';

export { requireAction, requireField } from './session/answers.js';

/**
 * Fills in a field of the open incident’s report.
 * @returns the answer as it was understood
 * @throws LabError INCIDENT_NONE · UsageError ANSWER_INVALID
 */
export async function answerField(lab: Lab, field: AnswerField, text: string): Promise<string | null> {
  const incident = await requireIncident(lab);
  const answer = parseAnswer(field, text, planOf(incident), Date.now() / 1000);
  return answerText(await recordAnswer(lab, field, answer), field);
}
