import { render } from 'ink-testing-library';
import { afterEach, expect, test, vi } from 'vitest';
import { DEMO_MISSION } from '../../../test/fixtures/demo-mission.js';
import { demoTools } from '../../../test/fixtures/mission-view.js';
import type { Grade } from '../../missions/grading/types.js';
import {
  emptyProgress,
  forget,
  recordAnswer,
  recordGiveUp,
  recordHints,
  stepProgressOf,
} from '../../missions/progress/progress.js';
import type { Preview } from '../query/preview.js';
import { MissionApp } from './screen.js';
import { startMissionSession } from './session.js';
import type { MissionSession } from './session-types.js';

/** Keys in, frames out, through Ink: the parts together. */

const AT = '2026-11-22T12:00:00.000Z';
const row = (labels: Record<string, string>, value: number) => ({ labels, cells: [value] });

function gradeDemo(answer: string): Grade {
  if (answer === 'up') {
    return {
      verdict: 'pass',
      diagnoses: [],
      result: { type: 'vector', instants: 1, rows: [row({ job: 'api' }, 1)] },
    };
  }
  if (answer === 'up{') {
    return {
      verdict: 'error',
      position: { line: 1, column: 4 },
      diagnoses: [
        { rule: 'unfinished', severity: 'error', message: 'Unfinished.', why: 'No }.', fix: 'Close it.' },
      ],
    };
  }
  const pair = { labels: { method: 'GET' }, reference: row({}, 1), answer: row({}, 60), equal: false };
  return {
    verdict: 'wrong',
    diagnoses: [
      {
        rule: 'factor-60',
        severity: 'error',
        message: 'Sixty times too much.',
        why: 'Minutes.',
        fix: 'Divide.',
      },
    ],
    comparison: { equal: false, sameType: true, pairs: [pair], missing: [], extra: [] },
  };
}

let session: MissionSession;
let app: ReturnType<typeof render>;

function open(secondsLeft?: number, preview: Preview = { on: true, stale: false }): void {
  let progress = emptyProgress();
  session = startMissionSession({
    mission: DEMO_MISSION,
    progress,
    start: 'first',
    actions: {
      readiness: async () => (secondsLeft === undefined ? { ready: true } : { ready: false, secondsLeft }),
      tryAnswer: async (step, answer) => {
        const grade = gradeDemo(answer);
        progress = recordAnswer(progress, {
          mission: 'demo',
          step: step.id,
          answer,
          passed: grade.verdict === 'pass',
          at: AT,
        });
        return { grade, progress };
      },
      takeHint: async (step) =>
        (progress = recordHints(
          progress,
          'demo',
          step.id,
          stepProgressOf(progress, 'demo', step.id).hints + 1,
        )),
      giveUp: async (step) => (progress = recordGiveUp(progress, 'demo', step.id, AT)),
      enter: async () => undefined,
      leave: async () => undefined,
      recheck: async (_, answer) => gradeDemo(answer),
      watchFile: () => ({ exists: () => true, stop: () => undefined }),
      reset: async (step) => (progress = forget(progress, 'demo', step?.id)),
    },
    openTools: () => {
      const tools = demoTools();
      return { ...tools, preview: { ...tools.preview, view: () => preview } };
    },
  });
  app = render(<MissionApp session={session} />);
}

async function frame(text: string): Promise<string> {
  await vi.waitFor(() => expect(app.lastFrame()).toContain(text), { timeout: 10_000 });
  return app.lastFrame()!;
}

afterEach(() => {
  session.end('left');
  app.unmount();
});

test('plays a whole mission on the screen', async () => {
  open();
  expect(await frame('Tab complete')).toBe(
    [
      `Mission 7 · Demo${' '.repeat(79)} ▸ ·`,
      '',
      '1. The first  target',
      'Show all of up.',
      '',
      '›',
      '',
      'Your query’s result appears here as you type.',
      ...Array<string>(14).fill(''),
      'Tab complete   ^O preview off   ^T hint 1 of 2   ^G solution   ^N skip   ^S steps   Esc quit',
    ].join('\n'),
  );

  app.stdin.write('up * 60\r');
  expect(await frame('Sixty')).toContain(
    [
      '✗ Not yet.',
      '• Sixty times too much.',
      '  Minutes.',
      '  → Divide.',
      '',
      '   method  expected  yours',
      '≠  GET            1     60',
      '',
      '› up * 60',
    ].join('\n'),
  );

  app.stdin.write('\u0014');
  expect(await frame('Hint 1')).toContain('Hint 1: Think of up.');
  app.stdin.write('\u0014');
  expect(await frame('Hint 2')).not.toContain('^T');

  app.stdin.write('\u0015');
  app.stdin.write('up{');
  expect(await frame('▸ job')).toContain(['› up{', '   ▸ job  label'].join('\n'));
  expect(app.lastFrame()).toContain('Tab accept   ↑ ↓ choose   Esc close');
  app.stdin.write('\r');
  await frame('Enter check');
  app.stdin.write('\r');
  expect(await frame('refuses')).toContain('up{\n   ^\n• Unfinished.');

  app.stdin.write('\u007f\r');
  expect(await frame('Right')).toContain('Your answer: up\n\nWhy up is right.');
  app.stdin.write('\r');
  await frame('Count the targets.');
  expect(app.lastFrame()).toContain('✓ ▸');

  app.stdin.write('\u0007');
  expect(await frame('Show the solution?')).toContain('y show it   n keep trying');
  app.stdin.write('y');
  expect(await frame('Given up')).toContain('One solution: count(up)');
  app.stdin.write('\r');
  const summary = await frame('1 of 2 steps passed.');
  expect(summary).toContain('Score 50 of 100.');
  expect(summary).toContain('✓ 1  The first  3 attempts, 2 hints');
  expect(summary).toContain('▸ – 2  The second  given up');
  expect(summary).toContain('What you learned\n  • What is up.\n\nThe other steps teach 1 more thing.');
});

test('shows the last minutes as a chart beside the preview', async () => {
  const labels = { job: 'api' };
  const samples = [0, 100, 200, 300].map((time) => ({ time, value: time / 100 }));
  open(undefined, {
    on: true,
    stale: false,
    answer: {
      result: {
        resultType: 'vector',
        series: [{ labels, sample: { time: 300, value: 3 } }],
        warnings: [],
        infos: [],
      },
      course: { start: 0, end: 300, step: 100, series: [{ labels, samples }] },
    },
  });
  const rows = (await frame('Preview: 1 series, charted over the last minutes')).split('\n');
  const top = rows.findIndex((row) => row.startsWith('Preview'));
  expect(rows[top + 1]).toMatch(/^job {2}value {3}3.* ┤ +[⠁-⣿]+$/);
  expect(rows[top + 2]).toMatch(/^api {6}3 +│ *[⠁-⣿]+$/);
  expect(rows[top + 12]).toMatch(/^ +\d\d:\d\d/);
});

test('counts down while it waits, and offers only keys that work', async () => {
  open(23);
  const waiting = await frame('23 s to go');
  expect(waiting).not.toContain('Enter');
  expect(waiting).toContain('^T hint 1 of 2   ^G solution   ^N skip   ^S steps   Esc quit');
});

test('Ctrl-C interrupts', async () => {
  open();
  await frame('Tab complete');
  app.stdin.write('\u0003');
  expect(await session.ended).toBe('interrupted');
});

test('Esc quits', async () => {
  open();
  await frame('Tab complete');
  app.stdin.write('\u001B');
  expect(await session.ended).toBe('left');
});
