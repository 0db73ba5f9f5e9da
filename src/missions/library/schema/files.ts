import { z } from 'zod';
import { duration, id, promql, survivors, text } from './fields.js';

/** Answers that are files: a dashboard, rules, a metrics page, relabel configs. */

const relativePath = text.regex(
  /^(?!\/|[A-Za-z]:)(?!.*(^|\/)\.\.(\/|$))/,
  'must be a path inside the mission’s folder',
);

const example = {
  file: relativePath.optional().describe('A file in the mission’s folder.'),
  text: z.string().min(1).optional().describe('The file’s text.'),
  replace: z
    .array(z.strictObject({ from: z.string().min(1), to: z.string() }))
    .min(1)
    .optional()
    .describe('The first accepted file, with every `from` replaced by its `to`.'),
};

const onlyOne = (given: { file?: unknown; text?: unknown; replace?: unknown }): boolean =>
  [given.file, given.text, given.replace].filter((value) => value !== undefined).length === 1;
const ONLY_ONE = { message: 'needs exactly one of file, text and replace' };

const acceptedFile = z
  .strictObject({ file: example.file, text: example.text })
  .refine(onlyOne, { message: 'needs either file or text' });
const rejectedFile = z
  .strictObject({
    ...example,
    diagnosis: id.describe('The rule of the first diagnosis that the learner must see.'),
  })
  .refine(onlyOne, ONLY_ONE);

const examples = {
  accept: z
    .array(acceptedFile)
    .min(1, 'needs at least one that passes')
    .describe('Files that must pass. The first is the solution, shown after giving up.'),
  reject: z
    .array(rejectedFile)
    .min(3, 'needs at least three that fail')
    .describe('Files that must fail, each with the diagnosis it must get.'),
  survivors,
};

export const dashboardAnswer = z.strictObject({
  type: z.literal('dashboard'),
  panels: z
    .array(
      z.strictObject({
        name: text.describe('What the panel shows, in words: each panel gets a verdict.'),
        reference: promql.describe(
          'The query it must be equivalent to; may contain $__rate_interval. Any panel with such a query will do.',
        ),
        about: z.array(text).min(1).optional().describe('As for a promql answer.'),
        unit: z.array(text).min(1).optional().describe('Grafana’s ids of the accepted units, such as reqps.'),
        legend: z
          .array(text)
          .min(1)
          .optional()
          .describe('Labels whose values must appear in each series’ name.'),
      }),
    )
    .min(1)
    .describe('The panels that must be there; others may be.'),
  ownLegends: z
    .boolean()
    .default(false)
    .describe('Whether the queries of one panel must have legends that differ.'),
  ...examples,
});

const inputSeries = z.strictObject({
  series: text.describe('Such as http_requests_total{status="500"}.'),
  values: text.describe('In promtool’s notation: 0+6x20 is 0, 6, 12, … 120.'),
});

export const rulesAnswer = z.strictObject({
  type: z.literal('rules'),
  reference: text
    .optional()
    .describe(
      'The path of a right rule file, such as ${mission}/solution.yml, or its text. More scenarios are made from it, and an answer must do on each what it does.',
    ),
  scenarios: z
    .array(
      z
        .strictObject({
          name: text.describe('What happens, in words: “20 minutes at 10 % errors”.'),
          interval: duration.prefault('1m').describe('Between two values of the input. Default: 1m.'),
          input: z.array(inputSeries).min(1),
          alerts: z
            .array(
              z.strictObject({
                alert: text.describe('The name of the alert.'),
                at: duration.describe('When, since the start.'),
                expect: z.enum(['firing', 'pending', 'none']).describe('none: neither pending nor firing.'),
                labels: z
                  .record(z.string(), z.string())
                  .optional()
                  .describe('Labels it must have then; others are allowed.'),
              }),
            )
            .default([]),
          recorded: z
            .array(
              z.strictObject({
                record: text.describe('The name of the recorded series.'),
                at: duration.describe('When, since the start.'),
                reference: promql.describe(
                  'The query it must be equal to then, over the input or other rules.',
                ),
              }),
            )
            .default([]),
        })
        .refine(({ alerts, recorded }) => alerts.length + recorded.length > 0, {
          message: 'must have alerts or recorded: it expects nothing yet',
        }),
    )
    .min(1)
    .describe('What the rules are tested on, by promtool test rules.'),
  ...examples,
});

export const expositionAnswer = z.strictObject({
  type: z.literal('exposition'),
  families: z
    .array(
      z.strictObject({
        name: text.describe(
          'As the TYPE line names it: a counter’s with _total, a histogram’s without _bucket.',
        ),
        type: z.enum(['counter', 'gauge', 'histogram', 'summary']),
        labels: z.array(text).default([]).describe('Labels that each of its samples has.'),
        samples: z
          .array(text)
          .default([])
          .describe(
            'Samples that the family must have, with their values, such as job_seconds_sum 431, to check converted units. A counter or gauge with this list may have no others.',
          ),
      }),
    )
    .min(1)
    .describe('The required families; others are allowed.'),
  ...examples,
});

export const relabelAnswer = z.strictObject({
  type: z.literal('relabel'),
  series: z
    .array(
      z.strictObject({
        from: text.describe(
          'A series as it is scraped, such as hits_total{instance="eu-1", key="user-<number>"}. <word> and <number> ' +
            'stand for any: several are tried that the learner does not see.',
        ),
        to: text
          .optional()
          .describe('What must become of it, with the same placeholders; left out: it must be dropped.'),
      }),
    )
    .min(2)
    .describe('What the configs are tried on. Everything that a wrong one could spoil belongs here.'),
  ...examples,
});

export const alertmanagerAnswer = z
  .strictObject({
    type: z.literal('alertmanager'),
    ask: z
      .enum(['config', 'silences'])
      .default('config')
      .describe('What the file is: an Alertmanager configuration, or a list of silences. Default: config.'),
    config: text
      .optional()
      .describe('For silences: the path or the text of the configuration they are tried with.'),
    reference: text.describe(
      'The path of a right file, such as ${mission}/solution.yml, or its text. An answer must notify as it does.',
    ),
    scenarios: z
      .array(
        z.strictObject({
          name: text.describe('What happens, in words: “the API is down”.'),
          alerts: z
            .array(z.record(z.string(), z.string()))
            .min(1)
            .describe('The labels of each alert that fires, alertname included.'),
        }),
      )
      .min(1)
      .describe('Alerts that fire together. Each of them is tried alone, too.'),
    ...examples,
  })
  .refine(({ ask, config }) => (ask === 'silences') === (config !== undefined), {
    message: 'needs config if it asks for silences, and only then',
  });
