import { Args } from '@oclif/core';
import { LabCommand } from '../../cli/base-command.js';
import { FIELDS } from '../../incidents/grading/types.js';
import IncidentMitigate from './mitigate.js';

export interface AnswerDocument {
  field: string;
  /** As it was understood. */
  answer: string | null;
}

export default class IncidentAnswer extends LabCommand {
  static override description = `fill in a field of the report on the open incident

A later answer replaces an earlier one, and nothing is graded before incident finish. The fields:
  began       a time (14:05:30 in UTC, RFC 3339 or Unix seconds), how long ago (2m30s), or never
  origin      one or more places, with commas between them; incident status lists them
  cause       one or more kinds of cause, with commas between them
  evidence    PromQL that is true during the incident and was false before
  blast       the share of requests that failed or took longer than 250 ms: 35%
  mitigation  an action, which the lab carries out: the same as incident mitigate

Exits 1 if no incident is open, 2 if the answer is not valid.

With --json it is one document {field, answer}.`;

  static override examples = [
    { description: 'it began two minutes ago', command: '<%= config.bin %> <%= command.id %> began 2m' },
    { description: 'where it comes from', command: '<%= config.bin %> <%= command.id %> origin get-items' },
    {
      description: 'a query that shows it',
      command: "<%= config.bin %> <%= command.id %> evidence 'sum(rate(db_errors_total[15s])) > 0'",
    },
  ];

  static override args = {
    field: Args.string({ description: FIELDS.join(', '), required: true, ignoreStdin: true }),
    value: Args.string({ description: 'the answer', required: true, ignoreStdin: true }),
  };

  async run(): Promise<AnswerDocument> {
    const { args } = await this.parse(IncidentAnswer);
    const { answerField, requireField } = await import('../../incidents/report-fields.js');
    const field = requireField(args.field);
    if (field === 'mitigation') {
      const json = this.jsonEnabled() ? ['--json'] : [];
      await IncidentMitigate.run([args.value, ...json], this.config);
      return { field, answer: args.value };
    }
    const answer = await answerField(await this.runningStack(), field, args.value);
    this.log(`${field}: ${answer}`);
    return { field, answer };
  }
}
