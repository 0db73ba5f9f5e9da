import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import type { IncidentReport } from '../../incidents/debrief/report.js';
import { debriefText } from './debrief-text.js';

const AT = '2026-11-22T12:00:00.000Z';
const QUERY = 'sum(rate(http_requests_total{method="POST",status="500"}[15s])) > 0';
const fault = (id: string, title: string) => ({
  id,
  title,
  what: title,
  intensity: 'high' as const,
  mitigations: [],
});
const report: IncidentReport = {
  version: 1,
  id: '20261122-120000',
  seed: 3,
  difficulty: 3,
  startedAt: AT,
  endedAt: AT,
  score: 85,
  passed: true,
  faults: [
    fault('broken-alert-rule', 'An alert never fires'),
    fault('error-burst', 'One operation fails for some requests'),
  ],
  release: true,
  page: { at: AT, from: 'alert', text: '', alerts: [] },
  fields: [
    {
      field: 'evidence',
      weight: 15,
      points: 15,
      verdict: 'right',
      given: QUERY,
      expected: '',
      reason: 'It was true at 0 of 20 instants before, and at 20 of 20 during the incident.',
    },
    {
      field: 'mitigation',
      weight: 20,
      points: 0,
      verdict: 'wrong',
      given: 'restart',
      expected: 'fix-rule',
      reason: 'Requests still fail.',
    },
  ],
  times: { detect: 8, locate: 56, mitigate: 163 },
  queries: 1,
  timeline: [{ at: AT, what: 'You are on call.' }],
  evidence: [{ fault: 'error-burst', says: 'only POST fails', expr: QUERY }],
  decoys: [],
  charts: [],
};

test('no line of the debrief is wider than the terminal, and no query is cut within a word', () => {
  const text = stripVTControlCharacters(debriefText(report, 80));
  for (const row of text.split('\n')) expect(row.length, row).toBeLessThanOrEqual(80);
  expect(text).toContain(`\n  ${QUERY}\n`);
  expect(text).toMatch(/The right action: fix-rule\./);
  expect(text).toContain('; 1 query.');
});
