import { type AnswerForm, describeAnswer, describeSolution } from '../../../missions/describe.js';
import type { MissionListDocument } from '../../../missions/documents.js';
import type { Mission, Step } from '../../../missions/library/schema.js';
import { type Attempt, countsAsAttempt } from '../../../missions/progress/attempt.js';
import {
  isEarned,
  missionScore,
  type Progress,
  stepProgressOf,
} from '../../../missions/progress/progress.js';
import { pasteable } from '../../../util/invocation.js';
import { padEnd, padStart, widest } from '../../../util/text/display-width.js';
import { counted, listed } from '../../../util/text/words.js';
import { type Line, line } from '../../text/line.js';
import { paint } from '../../text/paint.js';
import { inlineCode, paragraphs } from '../../text/paragraphs.js';
import { wrap } from '../../text/wrap.js';
import { exampleLines } from './body-text.js';
import { gradeLines } from './grade-text.js';
import { scoreNote, whereToRead } from './summary-text.js';

/** What `obs-lab mission` prints when it is not interactive. */

const WIDEST = 100;
/** The columns of a list row without its title and id: number, bar, steps, score, and gaps. */
const OTHER_COLUMNS = 46;

export function renderMissionList({ missions }: MissionListDocument, columns: number): string {
  const width = Math.min(columns, WIDEST);
  if (missions.length === 0) return 'There are no missions.';
  const titles = widest(missions.map(({ title }) => title));
  const ids = widest(missions.map(({ id }) => id));
  const counts = missions.map(({ steps, passed }) => `${passed} of ${counted(steps, 'step')}`);
  // The bar is only shown if there is room for it.
  const bars = width - titles - ids > OTHER_COLUMNS;
  const rows = missions.map(({ number, id, title, steps, passed, score }, i): Line => {
    const bar = `${'█'.repeat(Math.round(passed * (10 / steps)))}`.padEnd(10, '░');
    return [
      { text: `${padStart(String(number), 3)}  `, tone: 'code' },
      { text: padEnd(title, titles), tone: 'strong' },
      { text: `  ${padEnd(id, ids)}`, tone: 'dim' },
      ...(bars ? [{ text: `  ${bar}`, ...(passed > 0 && { tone: 'good' as const }) }] : []),
      { text: `  ${padStart(counts[i]!, widest(counts))}` },
      { text: `  score ${padStart(String(score), 3)}`, tone: 'dim' },
    ];
  });
  const next = missions.find(({ steps, passed }) => passed < steps) ?? missions[0]!;
  return paint([
    ...rows,
    [],
    ...wrap([{ text: scoreNote(), tone: 'dim' }], width),
    ...wrap(
      [
        { text: next.passed === 0 ? 'Start with: ' : 'Continue with: ' },
        { text: pasteable(`obs-lab mission ${next.number}`), tone: 'code' },
      ],
      width,
    ),
  ]);
}

/** A mission's steps, and the commands to answer them in a script. */
export function renderMissionOverview(mission: Mission, progress: Progress, columns: number): string {
  const width = Math.min(columns, WIDEST);
  const ids = widest(mission.steps.map(({ id }) => id));
  const open =
    mission.steps.find(({ id }) => !isEarned(stepProgressOf(progress, mission.id, id))) ?? mission.steps[0]!;
  const { passed, score } = missionScore(progress, mission);
  const command = stepCommand(mission, open);
  return paint([
    line(`Mission ${mission.number}: ${mission.title}`, 'strong'),
    ...paragraphs(mission.summary, width),
    ...(mission.requires.length === 0
      ? []
      : wrap([{ text: `Best after ${listed(mission.requires)}.`, tone: 'dim' }], width)),
    [],
    ...mission.steps.map((step): Line => {
      const record = stepProgressOf(progress, mission.id, step.id);
      const mark = isEarned(record) ? '✓' : record.gaveUpAt === undefined ? '·' : '–';
      return [
        { text: `  ${mark} ` },
        { text: padEnd(step.id, ids), tone: 'code' },
        { text: `  ${step.title}` },
      ];
    }),
    [],
    line(`${passed} of ${counted(mission.steps.length, 'step')} passed, score ${score} of 100.`),
    ...wrap([{ text: scoreNote(mission.steps), tone: 'dim' }], width),
    [],
    line('In a terminal this command is interactive. In a script:'),
    line(`  ${command}                   show the question`, 'code'),
    line(`  ${command} --answer ANSWER`, 'code'),
    line(`  ${command} --hint`, 'code'),
    line(`  ${command} --solution`, 'code'),
  ]);
}

/** A step's question. */
export function renderStep(mission: Mission, step: Step, columns: number): string {
  const width = Math.min(columns, WIDEST);
  const form = describeAnswer(step);
  const options = form.kind === 'choice' ? form.options : [];
  return paint([
    placeLine(mission, step),
    [],
    ...paragraphs(step.prompt, width),
    ...(step.example ? exampleLines(step.example, width) : []),
    [],
    ...options.flatMap(({ id, text }) =>
      wrap(inlineCode(text), width, {
        first: line(`  ${id}  `, 'code'),
        rest: line(' '.repeat(id.length + 4)),
      }),
    ),
    ...(options.length > 0 ? [[]] : []),
    line(`Answer with: ${stepCommand(mission, step, answerFlag(form))}`, 'dim'),
  ]);
}

/** The flag that answers a step on the command line. */
function answerFlag(form: AnswerForm): string {
  switch (form.kind) {
    case 'promql':
      return `--answer 'PROMQL'`;
    case 'number':
      return '--answer NUMBER';
    case 'choice':
      return `--answer ${form.placeholder}`;
    case 'file':
      return '--answer FILE';
    case 'confirm':
      return '--check';
  }
}

/** A graded answer, and, after a pass, the explanation and the next step. */
export function renderAttempt(
  mission: Mission,
  step: Step,
  answer: string,
  { grade, progress }: Attempt,
  columns: number,
): string {
  const width = Math.min(columns, WIDEST);
  return paint([
    placeLine(mission, step),
    [],
    ...gradeLines(grade, answer, width),
    ...(grade.verdict === 'pass'
      ? [[], ...paragraphs(step.explanation, width), [], ...nextLines(mission, step, progress)]
      : countsAsAttempt(grade)
        ? hintOffer(mission, step, progress)
        : []),
  ]);
}

export function renderHint(mission: Mission, step: Step, number: number, columns: number): string {
  const isLast = number === step.hints.length;
  const lines = paragraphs(step.hints[number - 1] ?? '', Math.min(columns, WIDEST), {
    first: [{ text: `Hint ${number} of ${step.hints.length}: `, tone: 'warn' }],
    rest: [{ text: '  ' }],
  });
  return paint([
    ...lines,
    ...(isLast
      ? [
          line(
            `That was the last hint. To see the solution: ${stepCommand(mission, step, '--solution')}`,
            'dim',
          ),
        ]
      : []),
  ]);
}

export function renderSolution(mission: Mission, step: Step, progress: Progress, columns: number): string {
  const width = Math.min(columns, WIDEST);
  const given = stepProgressOf(progress, mission.id, step.id).gaveUpAt !== undefined;
  return paint([
    placeLine(mission, step),
    [],
    ...describeSolution(mission, step)
      .text.split('\n')
      .map((row) => line(`  ${row}`, 'code')),
    [],
    ...paragraphs(step.explanation, width),
    ...(given
      ? [
          [],
          line(
            `This step counts as given up. To start it again: ${stepCommand(mission, step, '--reset')}`,
            'dim',
          ),
        ]
      : []),
  ]);
}

/**
 * Printed after an interactive mission.
 * @param next the mission to continue with
 */
export function renderFarewell(mission: Mission, progress: Progress, next: Mission | undefined): string {
  const { passed, score } = missionScore(progress, mission);
  const open = passed < mission.steps.length ? mission : next;
  return paint([
    line(
      `Mission ${mission.number}: ${passed} of ${counted(mission.steps.length, 'step')} passed, score ${score} of 100.`,
    ),
    ...(passed === mission.steps.length ? [] : [line(scoreNote(mission.steps), 'dim')]),
    // Printed after the full screen has closed, so that the links stay on the terminal.
    ...(passed < mission.steps.length || mission.reading.length === 0
      ? []
      : [
          line('Further reading:'),
          ...mission.reading.flatMap(({ title, link }) => [
            line(`  ${title}`),
            line(`    ${whereToRead(link)}`, 'code'),
          ]),
        ]),
    ...(open ? [line(`Continue with: obs-lab mission ${open.number}`, 'dim')] : []),
  ]);
}

/** The command for a step in a script. */
function stepCommand({ number }: Mission, { id }: Step, ...flags: string[]): string {
  return pasteable(['obs-lab mission', number, '--step', id, ...flags].join(' '));
}

function placeLine(mission: Mission, step: Step): Line {
  const number = mission.steps.indexOf(step) + 1;
  return [
    {
      text: `Mission ${mission.number}, step ${number} of ${mission.steps.length}: ${step.title}`,
      tone: 'strong',
    },
    { text: `  ${step.id}`, tone: 'dim' },
  ];
}

function nextLines(mission: Mission, step: Step, progress: Progress): Line[] {
  const here = mission.steps.indexOf(step) + 1;
  const onwards = [...mission.steps.slice(here), ...mission.steps.slice(0, here)];
  const next = onwards.find(({ id }) => !isEarned(stepProgressOf(progress, mission.id, id)));
  const { score } = missionScore(progress, mission);
  if (!next) return [line(`Mission ${mission.number} completed: score ${score} of 100.`, 'good')];
  return [inlineCode(`Next: \`${stepCommand(mission, next)}\``)];
}

function hintOffer(mission: Mission, step: Step, progress: Progress): Line[] {
  const left = step.hints.length - stepProgressOf(progress, mission.id, step.id).hints;
  if (left === 0) return [];
  return [[], line(`${counted(left, 'hint')} left: ${stepCommand(mission, step, '--hint')}`, 'dim')];
}
