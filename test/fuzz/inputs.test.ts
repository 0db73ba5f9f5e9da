import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DashboardFormatError, parseDashboard } from '../../src/dashboards/model/dashboard.js';
import { LabError } from '../../src/errors.js';
import { parseTiers } from '../../src/load/request/tiers-file.js';
import { SavedRunSchema } from '../../src/load/saved/saved-run-schema.js';
import { judgePage } from '../../src/missions/grading/graders/exposition/exposition.js';
import type { Family } from '../../src/missions/grading/graders/exposition/family.js';
import { doubtfulField, foreignTarget, readList } from '../../src/missions/grading/graders/relabel-config.js';
import { MissionFileError } from '../../src/missions/library/errors.js';
import { parseMission } from '../../src/missions/library/parse.js';
import { progressSchema } from '../../src/missions/progress/progress.js';
import { RegexSyntaxError } from '../../src/prometheus/re2.js';
import { readRelabelConfigs, relabel } from '../../src/prometheus/relabel.js';
import { decodeQuery, decodeTargets } from '../../src/prometheus/wire.js';
import { lint } from '../../src/promql/lint/lint.js';
import { explainRejection } from '../../src/promql/refusals/rejection.js';
import { parsePromql } from '../../src/promql/syntax/parse.js';
import { DecodeError } from '../../src/util/json/decode.js';
import { packageRoot } from '../../src/util/package-root.js';
import { seededRandom } from '../../src/util/random.js';
import { visible } from '../../src/util/text/visible.js';
import { FACTS } from '../fixtures/promql/facts.js';
import { mutated, randomText } from '../helpers/promql/fuzz.js';

/**
 * Whatever a file or a server holds, each reader gives a result or refuses it with an error of its own kind, and in
 * bounded time. The same inputs at every run, until OBS_LAB_FUZZ_SEED or OBS_LAB_FUZZ_SECONDS asks for others: see
 * `npm run fuzz`. A failure names the seed and the input.
 */

const SECONDS = Number(process.env.OBS_LAB_FUZZ_SECONDS ?? 0);
const SEED = Number(process.env.OBS_LAB_FUZZ_SEED ?? 1);
/** For each reader, if no time is given. */
const COUNT = 300;
/** A single input must not take longer, on a busy machine either. */
const MAX_MS = 5_000;

const read = (path: string): string => readFileSync(join(packageRoot(), path), 'utf8');
const QUERY = JSON.stringify({
  data: {
    resultType: 'matrix',
    result: [
      {
        metric: { a: 'b' },
        values: [
          [1, '1'],
          [2, 'NaN'],
        ],
      },
    ],
  },
  warnings: ['w'],
});
const TARGETS = JSON.stringify({
  activeTargets: [{ labels: { job: 'a' }, scrapeUrl: 'x', health: 'up', scrapeInterval: '1s' }],
});
const PAGE =
  '# HELP a b\n# TYPE a histogram\na_bucket{le="1"} 1\na_bucket{le="+Inf"} 2\na_sum 3\na_count 2\n';
const RELABEL =
  '- action: hashmod\n  source_labels: [a, b]\n  modulus: 8\n  target_label: s\n- regex: (.*)\n  action: labeldrop\n';

const FAMILY: Family = { name: 'a', type: 'histogram', labels: [], samples: [] };

interface Reader {
  seed: string;
  take: (text: string) => unknown;
  /** How it refuses. */
  refusal?: (error: unknown) => boolean;
}

const json =
  (take: (value: unknown) => unknown) =>
  (text: string): unknown => {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return undefined;
    }
    return take(value);
  };

const READERS: Readonly<Record<string, Reader>> = {
  'a query': {
    seed: 'sum by (a) (rate(http_requests_total{a=~"x.*"}[5m] offset 1h)) / 2 > bool 1',
    take(text) {
      const { expr } = parsePromql(text);
      return [...lint(expr, FACTS), explainRejection('parse error', text)];
    },
  },
  'a mission': {
    seed: read('missions/03-scraping/mission.yaml').slice(0, 3000),
    take: (text) => parseMission(text, 'mission.yaml'),
    refusal: (error) => error instanceof MissionFileError,
  },
  'a tiers file': {
    seed: 'tiers:\n  mine:\n    users: 10\n    spawn_rate: 5\n    duration: 30s\n',
    take: (text) => parseTiers(text, 'tiers.yaml'),
    refusal: (error) => error instanceof LabError && error.exitCode === 2,
  },
  'a dashboard': {
    seed: read('missions/02-dashboards/starter-red.json'),
    take: json(parseDashboard),
    refusal: (error) => error instanceof DashboardFormatError,
  },
  'a metrics page': {
    seed: PAGE,
    take: (text) => judgePage(text, { complaints: [] }, [FAMILY]),
  },
  'relabel configs': {
    seed: RELABEL,
    take(text) {
      const list = readList(text);
      if ('problem' in list || doubtfulField(list.configs) !== undefined) return list;
      foreignTarget(list.configs);
      const configs = readRelabelConfigs(list.configs);
      return relabel({ __name__: 'x', a: '1', b: '2' }, configs);
    },
    // promtool refuses the rest before this is reached.
    refusal: (error) =>
      error instanceof RegexSyntaxError ||
      (error as Error).name === 'ZodError' ||
      /^Unknown relabel action/.test((error as Error).message),
  },
  'a saved run': {
    seed: '{"version":1,"run":"x","tier":"y"}',
    take: json((v) => SavedRunSchema.safeParse(v)),
  },
  progress: {
    seed: '{"version":1,"missions":{"a":{"steps":{"b":{"attempts":1}}}},"history":["up"]}',
    take: json((value) => progressSchema.safeParse(value)),
  },
  'an answer to a query': {
    seed: QUERY,
    take: json((value) => decodeQuery(value as never)),
    refusal: (error) => error instanceof DecodeError,
  },
  'an answer with targets': {
    seed: TARGETS,
    take: json(decodeTargets),
    refusal: (error) => error instanceof DecodeError,
  },
  'text for the terminal': {
    seed: '\u001B]52;c;x\u0007 plain',
    take(text) {
      // eslint-disable-next-line no-control-regex
      expect(visible(text)).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/);
    },
  },
};

test.each(Object.entries(READERS))('%s', { timeout: 60_000 + 2000 * SECONDS }, (name, reader) => {
  const { seed, take, refusal = () => false } = reader;
  const random = seededRandom(SEED);
  const end = performance.now() + (SECONDS * 1000) / Object.keys(READERS).length;
  for (let i = 0; SECONDS > 0 ? performance.now() < end : i < COUNT; i++) {
    const text = i % 4 === 0 ? randomText(random) : changed(seed, random);
    const begun = performance.now();
    try {
      take(text);
    } catch (error) {
      if (!refusal(error)) {
        throw new Error(`${name}, seed ${SEED}, input ${JSON.stringify(text)}`, { cause: error });
      }
      expect((error as Error).message).not.toBe('');
    }
    expect(performance.now() - begun, `seed ${SEED}: ${JSON.stringify(text)}`).toBeLessThan(MAX_MS);
  }
});

/** JSON and YAML with a value or a key exchanged, or a piece of text mutated. */
function changed(text: string, random: () => number): string {
  const values = [
    'null',
    '[]',
    '{}',
    '-1',
    '1e309',
    '"\\u001b[2J"',
    'true',
    '""',
    '[[1]]',
    '99999999999999999999',
  ];
  const words = [...text.matchAll(/"[^"]*"|-?\d+|\w+/g)];
  const word = words[Math.floor(random() * words.length)];
  if (!word || random() < 0.3) return mutated(text, random);
  const value = values[Math.floor(random() * values.length)]!;
  return text.slice(0, word.index) + value + text.slice(word.index + word[0].length);
}
