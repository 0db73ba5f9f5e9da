import { describe, expect, test } from 'vitest';
import { readMetricsReport } from '../../../../prometheus/promtool.js';
import { judgePage } from './exposition.js';

const PAGE = `# HELP jobs_total Jobs done.
# TYPE jobs_total counter
jobs_total{queue="a"} 1
jobs_total{queue="b"} 2
# HELP job_seconds How long.
# TYPE job_seconds histogram
job_seconds_bucket{le="0.1"} 4
job_seconds_bucket{le="0.5"} 18
job_seconds_bucket{le="+Inf"} 20
job_seconds_sum 6.4
job_seconds_count 20
`;
const FAMILIES = [
  { name: 'jobs_total', type: 'counter' as const, labels: ['queue'], samples: [] },
  {
    name: 'job_seconds',
    type: 'histogram' as const,
    labels: [],
    samples: [
      'job_seconds_bucket{le="0.1"} 4',
      'job_seconds_bucket{le="+Inf"} 20',
      'job_seconds_sum 6.4',
      'job_seconds_count 20',
    ],
  },
];
const judge = (text: string, stderr = '', exitCode = stderr === '' ? 0 : 3) => {
  const { verdict, diagnoses } = judgePage(
    text,
    readMetricsReport({ exitCode, stdout: '', stderr }),
    FAMILIES,
  );
  return `${verdict} ${diagnoses[0]?.rule ?? ''}`.trim();
};

test.each([
  ['7', undefined],
  ['7.0', undefined],
  ['8', 'family-value'],
  ['7000', 'family-unit'],
  ['+Inf', 'family-value'],
])('a gauge of 7 that the page gives as %s: %s', (value, rule) => {
  const family = { name: 'waiting', type: 'gauge' as const, labels: [], samples: ['waiting 7'] };
  const page = `# TYPE waiting gauge\nwaiting ${value}\n`;
  expect(judgePage(page, { complaints: [] }, [family]).diagnoses[0]?.rule).toBe(rule);
});

test('a gauge whose series are listed has no others', () => {
  const family = { name: 'waiting', type: 'gauge' as const, labels: [], samples: ['waiting 7'] };
  const page = '# TYPE waiting gauge\nwaiting 7\nwaiting{queue="new"} 3\n';
  expect(judgePage(page, { complaints: [] }, [family]).diagnoses[0]).toMatchObject({
    rule: 'family-series',
    message: '`waiting{queue="new"}` is one series too many.',
  });
});

describe('a page of metrics', () => {
  test.each([
    ['as it should be', PAGE, PAGE, 'pass'],
    ['without the counter', /jobs_total\{.*\n/g, '', 'wrong family-missing'],
    ['with a line of a name that begins alike', /$/, 'jobs_total_late 3\n', 'wrong family-leftover'],
    ['with a line of the old name', /$/, 'jobs{queue="a"} 1\n', 'wrong family-leftover'],
    ['with a line in another unit', /$/, 'job_milliseconds_sum 6400\n', 'wrong family-leftover'],
    ['with a misspelt line beside the right ones', /$/, 'job_totals{queue="c"} 1\n', 'wrong family-leftover'],
    [
      'with a timestamp',
      'jobs_total{queue="a"} 1\n',
      'jobs_total{queue="a"} 1 1600000000000\n',
      'wrong family-timestamp',
    ],
    ['with another family', /$/, '# TYPE jobs_waiting gauge\njobs_waiting 3\nup 1\n', 'pass'],
    ['with a finer bucket', /$/, 'job_seconds_bucket{le="0.3"} 9\n', 'pass'],
    ['of another type', 'TYPE jobs_total counter', 'TYPE jobs_total gauge', 'wrong family-type'],
    ['without type', '# TYPE jobs_total counter\n', '', 'wrong family-type'],
    ['without a label', '{queue="b"}', '', 'wrong family-labels'],
    ['with another label', /queue/g, 'name', 'wrong family-labels'],
    ['with one series twice', 'queue="b"', 'queue="a"', 'wrong family-duplicate'],
    ['without buckets or sum', /job_seconds_\w+(\{.*\})? .*\n/g, '', 'wrong family-missing'],
    ['with an empty label', 'queue="b"', 'queue=""', 'wrong family-labels'],
    ['with a negative counter', '} 2', '} -2', 'wrong family-value'],
    ['with a counter that is NaN', '} 2', '} NaN', 'wrong family-value'],
    ['with an infinite counter', '} 2', '} +Inf', 'wrong family-value'],
    ['with leading blanks', /^/gm, '  ', 'pass'],
    ['with tabs', /^(?=.)/gm, '\t', 'pass'],
    ['with a counter as OpenMetrics names it', 'TYPE jobs_total', 'TYPE jobs', 'pass'],
    [
      'of another type as OpenMetrics names it',
      'TYPE jobs_total counter',
      'TYPE jobs gauge',
      'wrong family-type',
    ],
    ['without a blank after braces', '} 2', '}2', 'pass'],
    ['with an end mark', /$/, '# EOF\n', 'pass'],
    ['without buckets', /job_seconds_bucket.*\n/g, '', 'wrong family-distribution'],
    ['without the last bucket', /.*\+Inf.*\n/, '', 'wrong family-distribution'],
    ['without any edge but the last', /.*le="0.*\n/g, '', 'wrong family-series'],
    ['without the sum', /job_seconds_sum.*\n/, '', 'wrong family-distribution'],
    ['without the count', /job_seconds_count.*\n/, '', 'wrong family-distribution'],
    ['with another count than +Inf', 'count 20', 'count 19', 'wrong family-distribution'],
    ['with falling buckets', '"0.5"} 18', '"0.5"} 3', 'wrong family-distribution'],
    ['with buckets that fall at the end', '"0.5"} 18', '"0.5"} 21', 'wrong family-distribution'],
    ['with buckets in another order', /(.*le="0.1".*\n)(.*le="0.5".*\n)/, '$2$1', 'pass'],
    ['with a bucket without edge', '{le="0.1"}', '', 'wrong family-distribution'],
    ['with an edge that is not a number', 'le="0.1"', 'le="small"', 'wrong family-distribution'],
    ['with one edge twice', 'le="0.5"', 'le="0.10"', 'wrong family-duplicate'],
    ['with edges written otherwise', 'le="0.1"', 'le="1e-01"', 'pass'],
    ['with a negative bucket', '"0.1"} 4', '"0.1"} -4', 'wrong family-value'],
    ['with a sum that is NaN', 'sum 6.4', 'sum NaN', 'wrong family-value'],
    ['with a sum that is infinite', 'sum 6.4', 'sum +Inf', 'wrong family-value'],
    ['with a sum in milliseconds', 'sum 6.4', 'sum 6400', 'wrong family-unit'],
    ['with a sum below its buckets', 'sum 6.4', 'sum 0.0064', 'wrong family-distribution'],
    ['with a negative sum', 'sum 6.4', 'sum -6.4', 'wrong family-distribution'],
    ['with edges in milliseconds', /le="0\.(\d)"/g, 'le="$100"', 'wrong family-distribution'],
    ['with one edge in milliseconds', 'le="0.1"', 'le="100"', 'wrong family-distribution'],
    [
      'with nothing converted',
      /le="0\.1"([^]*)le="0\.5"([^]*)6\.4/,
      'le="100"$1le="500"$26400',
      'wrong family-unit',
    ],
    ['with other numbers', /20/g, '21', 'wrong family-value'],
    ['with UTF-8 names', /$/, '{"my.jobs",a="b"} 1\n', 'pass'],
    ['with more on it', '# HELP jobs', 'more 1\n# HELP jobs', 'pass'],
    ['unreadable', 'queue="a"', 'queue=a', 'error exposition-refused'],
  ])('%s', (_, before, after, expected) => {
    expect(PAGE).toMatch(before);
    expect(judge(PAGE.replace(before, after))).toBe(expected);
  });

  test.each([
    [
      'one of two label sets without its last bucket',
      /a_bucket\{q="2",le="\+Inf"\}.*\n/,
      '',
      'family-distribution',
    ],
    ['one of two label sets without its sum', /a_sum\{q="2"\}.*\n/, '', 'family-distribution'],
    ['the count of the other label set', 'a_count{q="2"} 5', 'a_count{q="2"} 3', 'family-distribution'],
    ['labels in another order', 'q="2",le="1"', 'le="1",q="2"', undefined],
    ['both as they should be', /$/, '', undefined],
  ])('%s', (_, before, after, rule) => {
    const page = [1, 2]
      .map(
        (q) =>
          `a_bucket{q="${q}",le="1"} 1\na_bucket{q="${q}",le="+Inf"} ${q + 3}\na_sum{q="${q}"} 9\na_count{q="${q}"} ${q + 3}\n`,
      )
      .join('');
    const text = `# TYPE a histogram\n${page.replace(before, after)}`;
    expect(text).not.toBe(page);
    const family = { name: 'a', type: 'histogram' as const, labels: ['q'], samples: [] };
    expect(judgePage(text, { complaints: [] }, [family]).diagnoses[0]?.rule).toBe(rule);
  });

  test.each([
    ['s{quantile="0.5"} 1\ns_sum 3\ns_count 2\n', undefined],
    ['s{quantile="0.5"} NaN\ns_sum 0\ns_count 0\n', undefined],
    ['s_sum 3\ns_count 2\n', undefined],
    ['s{quantile="50"} 1\ns_sum 3\ns_count 2\n', 'family-distribution'],
    ['s 1\ns_sum 3\ns_count 2\n', 'family-distribution'],
    ['s{quantile="0.5"} 1\ns_count 2\n', 'family-distribution'],
    ['s{quantile="0.5"} 1\ns_sum 3\n', 'family-distribution'],
    ['s_sum 3\ns_count -2\n', 'family-value'],
  ])('the summary %j: %s', (page, rule) => {
    const family = { name: 's', type: 'summary' as const, labels: [], samples: [] };
    expect(judgePage(`# TYPE s summary\n${page}`, { complaints: [] }, [family]).diagnoses[0]?.rule).toBe(
      rule,
    );
  });

  test('a family with a HELP in the style of OpenMetrics has one', () => {
    const page = PAGE.replaceAll(/(HELP|TYPE) jobs_total/g, '$1 jobs');
    const report = { complaints: [{ family: 'jobs_total', text: 'no help text' }] };
    expect(judgePage(page, report, FAMILIES)).toMatchObject({ verdict: 'pass', diagnoses: [] });
  });

  test('refused by promtool, with the line', () => {
    const stderr = "error while linting: text format parsing error in line 3: expected '\"'";
    expect(judge(PAGE, stderr, 1)).toBe('error exposition-refused');
    const report = readMetricsReport({ exitCode: 1, stdout: '', stderr });
    expect(report.refused).toEqual({ line: 3, reason: "expected '\"'" });
    expect(judgePage(PAGE, report, FAMILIES).diagnoses[0]?.fix).toContain('jobs_total{queue="a"} 1');
  });

  test.each([
    ['unexpected end of input stream', PAGE, /^End each line with a line break/],
    [
      'expected float as value, got "1\r"',
      PAGE.replaceAll('\n', '\r\n'),
      /^Save the page with Unix line breaks/,
    ],
    ['expected float as value, got "x"', PAGE, /^Look at `jobs_total\{queue="a"\} 1`/],
  ])('what to do about “%s”', (reason, page, fix) => {
    const report = { refused: { line: 3, reason }, complaints: [] };
    expect(judgePage(page, report, FAMILIES).diagnoses[0]?.fix).toMatch(fix);
  });

  test('advice counts if it is about what the step asks for', () => {
    expect(judge(PAGE, 'jobs_total no help text')).toBe('wrong exposition-style');
    expect(judge(PAGE, 'other no help text')).toBe('pass exposition-style');
  });
});
