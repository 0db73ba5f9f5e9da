import { describe, expect, test } from 'vitest';
import { readMetricsReport } from '../../../prometheus/promtool.js';
import { judgePage } from './exposition.js';

const PAGE = `# HELP jobs_total Jobs done.
# TYPE jobs_total counter
jobs_total{queue="a"} 1
jobs_total{queue="b"} 2
# HELP job_seconds How long.
# TYPE job_seconds histogram
job_seconds_bucket{le="1"} 1
job_seconds_bucket{le="+Inf"} 2
job_seconds_sum 3
job_seconds_count 2
`;
const FAMILIES = [
  { name: 'jobs_total', type: 'counter' as const, labels: ['queue'] },
  { name: 'job_seconds', type: 'histogram' as const, labels: [] },
];
const judge = (text: string, stderr = '', exitCode = stderr === '' ? 0 : 3) => {
  const { verdict, diagnoses } = judgePage(
    text,
    readMetricsReport({ exitCode, stdout: '', stderr }),
    FAMILIES,
  );
  return `${verdict} ${diagnoses[0]?.rule ?? ''}`.trim();
};

describe('a page of metrics', () => {
  test.each([
    ['as it should be', PAGE, PAGE, 'pass'],
    ['without the counter', /jobs_total\{.*\n/g, '', 'wrong family-missing'],
    ['of another type', 'TYPE jobs_total counter', 'TYPE jobs_total gauge', 'wrong family-type'],
    ['without type', '# TYPE jobs_total counter\n', '', 'wrong family-type'],
    ['without a label', '{queue="b"}', '', 'wrong family-labels'],
    ['with another label', /queue/g, 'name', 'wrong family-labels'],
    ['with one series twice', 'queue="b"', 'queue="a"', 'wrong family-duplicate'],
    ['without buckets or sum', /job_seconds_\w+(\{.*\})? .*\n/g, '', 'wrong family-missing'],
    ['with more on it', '# HELP jobs', 'more 1\n# HELP jobs', 'pass'],
    ['unreadable', 'queue="a"', 'queue=a', 'error exposition-refused'],
  ])('%s', (_, before, after, expected) => {
    expect(PAGE).toMatch(before);
    expect(judge(PAGE.replace(before, after))).toBe(expected);
  });

  test('refused by promtool, with the line', () => {
    const stderr = "error while linting: text format parsing error in line 3: expected '\"'";
    expect(judge(PAGE, stderr, 1)).toBe('error exposition-refused');
    const report = readMetricsReport({ exitCode: 1, stdout: '', stderr });
    expect(report.refused).toEqual({ line: 3, reason: "expected '\"'" });
    expect(judgePage(PAGE, report, FAMILIES).diagnoses[0]?.fix).toContain('jobs_total{queue="a"} 1');
  });

  test('advice counts where it is about what the step asks for', () => {
    expect(judge(PAGE, 'jobs_total no help text')).toBe('wrong exposition-style');
    expect(judge(PAGE, 'other no help text')).toBe('pass exposition-style');
  });
});
