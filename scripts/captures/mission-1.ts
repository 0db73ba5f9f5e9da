import type { TestTerminal } from '../../test/helpers/terminal.js';
import type { Camera } from './camera.js';

/**
 * Goes through mission 1 as somebody would who sees only the screen: answers that one would type, some of them wrong, hints,
 * a step given up, a break, and the summary. It fails where the screen does not say what it must.
 */
export async function captureMissionOne(camera: Camera): Promise<void> {
  for (const [columns, rows] of [
    [80, 24],
    [120, 40],
  ] as const) {
    await camera.cli(['mission', '1', '--reset', '--yes']);
    await play(camera, columns, rows);
  }
}

/** Typed keys. */
const ENTER = '\r';
const CLEAR = '\x15';
const HINT = '\x14';
const GIVE_UP = '\x07';
const PAGE_DOWN = '\x1b[6~';
const ESCAPE = '\x1b';

/** What is typed, what the screen then shows, and the name of the picture that is taken of it. */
type Scene = readonly [typed: string, seen: string | RegExp, picture?: string];

const RIGHT = '✓ Right.';
const PREVIEW = /Preview: .* series, and the last minutes/;
const errors = 'rate(http_requests_total{status=~"[45].."}[1m])';
const seconds = 'rate(http_request_duration_seconds_sum[1m])';
const requests = 'rate(http_request_duration_seconds_count[1m])';
const buckets = 'rate(http_request_duration_seconds_bucket[1m])';
const fast = 'rate(http_request_duration_seconds_bucket{route=~"/items.*", le="0.005"}[1m])';
const all = 'rate(http_request_duration_seconds_count{route=~"/items.*"}[1m])';

/** By the title of the step. Each begins on the step's question, and ends where Enter leads on. */
const FIRST_HALF: readonly (readonly [title: string, scenes: readonly Scene[]])[] = [
  [
    'What a counter holds',
    [
      ['http_requests_total{', '▸ instance'],
      ['me', '▸ method'],
      ['\t', '▸ DELETE', 'completion'],
      [`${CLEAR}http_requests_total{method=GET}${ENTER}`, 'must stand in quotes', 'refused'],
      [`${CLEAR}http_requests_total{method="GET"}${ENTER}`, RIGHT],
    ],
  ],
  [
    'Everything but one',
    [
      [`http_requests_total{method="GET"}${ENTER}`, '2 series too many'],
      [HINT, 'Hint 1:'],
      [HINT, 'Hint 2:', 'hints'],
      [`${CLEAR}http_requests_total{method="GET", route!="/metrics"}${ENTER}`, RIGHT],
    ],
  ],
  [
    'A pattern for a value',
    [
      [`http_requests_total{route=~"items"}${ENTER}`, 'must match the whole value'],
      [`${CLEAR}http_requests_total{route=~"/items.*"}${ENTER}`, RIGHT],
    ],
  ],
  [
    'How fast it grows',
    [
      [`increase(http_requests_total[1m])${ENTER}`, '60 times', 'wrong'],
      [`${CLEAR}rate(http_requests_total[1m])`, /Preview: \d+ series/],
      [ENTER, RIGHT, 'right'],
    ],
  ],
  ['When a counter falls', [[`b${ENTER}`, RIGHT]]],
  ['This very moment', [[`irate(http_requests_total{method="GET", route="/items"}[1m])${ENTER}`, RIGHT]]],
  [
    'How much it grew',
    [
      [GIVE_UP, 'Show the solution?'],
      ['y', '– Given up.', 'given-up'],
    ],
  ],
  [
    'Why it is not a whole number',
    [
      [`a${ENTER}`, '✗ Not yet.'],
      [`b${ENTER}`, RIGHT],
    ],
  ],
];

const SECOND_HALF: typeof FIRST_HALF = [
  [
    'From series to groups',
    [
      ['sum by (method) (rate(http_requests_total[1m]))', PREVIEW, 'preview'],
      [ENTER, RIGHT],
    ],
  ],
  ['All labels but one', [[`sum without (status) (rate(http_requests_total[1m]))${ENTER}`, RIGHT]]],
  ['How much goes wrong', [[`sum(${errors}) / sum(rate(http_requests_total[1m]))${ENTER}`, RIGHT]]],
  [
    'Where it goes wrong',
    [
      [`sum by (route) (${errors}) / sum(rate(http_requests_total[1m]))${ENTER}`, 'can have a partner'],
      [`${CLEAR}sum by (route) (${errors}) / sum by (route) (rate(http_requests_total[1m]))${ENTER}`, RIGHT],
    ],
  ],
  ['How long it takes on average', [[`sum(${seconds}) / sum(${requests})${ENTER}`, RIGHT]]],
  [
    'What the mean hides',
    [
      [`ab${ENTER}`, 'The mean was 60 ms on both', 'choice'],
      [`bc${ENTER}`, RIGHT],
    ],
  ],
  [
    'What users feel',
    [
      [`histogram_quantile(0.95, sum by (route) (${buckets}))${ENTER}`, 'needs the label le'],
      [`${CLEAR}histogram_quantile(0.95, sum by (route, le) (${buckets}))${ENTER}`, RIGHT],
    ],
  ],
  ['How accurate is p95?', [[`b${ENTER}`, RIGHT]]],
  ['Within the limit or not', [[`sum(${fast}) / sum(${all})${ENTER}`, RIGHT]]],
];

async function play({ open, save }: Camera, columns: number, rows: number): Promise<void> {
  const size = `${columns} × ${rows}`;
  const take = (terminal: TestTerminal, name: string, what: string): Promise<void> =>
    save(terminal, `mission-1-${name}-${columns}x${rows}`, `Mission 1 at ${size}: ${what}`);

  async function steps(terminal: TestTerminal, part: typeof FIRST_HALF): Promise<void> {
    for (const [title, scenes] of part) {
      // Ready for an answer: to be typed, or chosen.
      await terminal.waitFor(new RegExp(`\\d+\\. ${title} [^]*(\n› *\n|Enter check|Space pick)`), 120);
      for (const [typed, seen, picture] of scenes) {
        terminal.type(typed);
        await terminal.waitFor(seen, 20);
        if (picture) await take(terminal, picture, title);
      }
      terminal.type(ENTER);
    }
  }

  const first = open(['mission', '1'], { columns, rows });
  await steps(first, FIRST_HALF);
  await first.waitFor('9. From series to groups');
  first.type(ESCAPE);
  await first.exited;

  const second = open(['mission', '1'], { columns, rows });
  await second.waitFor('9. From series to groups');
  await steps(second, SECOND_HALF);
  await second.waitFor('16 of 17 steps passed.');
  await second.waitFor(/How long it takes on average .*still right/);
  await take(second, 'summary', 'the end');
  second.type(`${PAGE_DOWN}r`);
  await second.waitFor('7. How much it grew');
  second.type(`increase(http_requests_total{method="POST", route="/items"}[1m])${ENTER}`);
  await second.waitFor(RIGHT);
  second.type(ESCAPE);
  await second.exited;
  if (!second.text().includes('17 of 17 steps passed, score 100 of 100')) throw new Error(second.text());
}
