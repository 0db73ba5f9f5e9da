import type { Fault } from '../fault.js';

/** A release with a label whose values never repeat. */
export const labelExplosion = {
  id: 'label-explosion',
  title: 'Label cardinality explodes',
  what: 'A new version of the API adds the request id as a label, so the number of series keeps growing.',
  hits: 'the API’s metrics page',
  program: 'api',
  parameters: {
    low: { mostRequests: 300, version: 3 },
    medium: { mostRequests: 1_000, version: 3 },
    high: { mostRequests: 3_000, version: 3 },
  },
  symptom: 'scrape_samples_scraped{job="api"} > 3000',
  evidence: [
    {
      kind: 'promql',
      expr: 'count({job="api",request_id!=""}) > 1000',
      says: 'a label has a different value for each request',
    },
  ],
  alerts: ['LabelCardinalityHigh'],
  mayAlert: ['SlowScrape', 'TargetFlapping', 'TargetDown'],
  mitigations: ['roll-back'],
} as const satisfies Fault;
