import { relative } from 'node:path';
import type { AttackTally } from '../../../missions/check/attack/attack.js';
import type { Finding } from '../../../missions/check/finding.js';
import type { CheckDocument, StepResult } from '../../../missions/check/index.js';
import type { CheckEvent } from '../../../missions/check/run.js';
import type { Mission } from '../../../missions/library/schema.js';
import { counted } from '../../../util/text/words.js';
import { type Line, line } from '../../text/line.js';
import { paint } from '../../text/paint.js';

/** What `mission check` prints as it runs. Paths are relative to the working directory. */

/** What to print as the check goes along; empty if there is nothing to print. */
export function renderCheckEvent(event: Exclude<CheckEvent, { type: 'filling' | 'attack' }>): string {
  switch (event.type) {
    case 'broken':
      return renderFindings(event.findings);
    case 'mission':
      return renderMissionName(event.mission);
    case 'step':
      return renderStepResult(event.step);
  }
}

function renderMissionName({ number, title, id }: Pick<Mission, 'number' | 'title' | 'id'>): string {
  return paint([
    [{ text: `${number}  ` }, { text: title, tone: 'strong' }, { text: `  ${id}`, tone: 'dim' }],
  ]);
}

function renderStepResult({ id, ok, answers, attack, findings }: StepResult): string {
  const mark: Line[number] = ok ? { text: '✓', tone: 'good' } : { text: '✗', tone: 'bad' };
  return paint([
    [
      { text: '  ' },
      mark,
      { text: ` ${id}` },
      {
        text: `  ${counted(answers, 'answer')}${attack ? `, ${counted(attack.mutants, 'mutant')}` : ''}`,
        tone: 'dim',
      },
    ],
    ...findings.map((finding) => findingLine(finding)),
  ]);
}

function renderFindings(findings: readonly Finding[]): string {
  return paint(findings.map((finding) => findingLine(finding)));
}

export function renderCheckSummary({ ok, missions, findings, seconds }: CheckDocument): string {
  const steps = missions.flatMap((mission) => mission.steps);
  const answers = steps.reduce((sum, step) => sum + step.answers, 0);
  const what =
    missions.length === 0
      ? 'no readable mission'
      : `${counted(missions.length, 'mission')}, ${counted(steps.length, 'step')}, ${counted(answers, 'answer')} in ${seconds} s`;
  const attacks = steps.flatMap(({ attack }) => attack ?? []);
  const found = findings.length === 0 ? 'no problems found' : counted(findings.length, 'finding');
  return paint([
    [],
    line(`${ok ? '✓' : '✗'} ${what}: ${found}.`, ok ? 'good' : 'bad'),
    ...(attacks.length > 0 ? [line(attackSummary(attacks), 'dim')] : []),
    ...(findings.length > 0 ? [line('For what each finding means: obs-lab docs authoring', 'dim')] : []),
  ]);
}

function attackSummary(attacks: readonly AttackTally[]): string {
  const sum = (of: (attack: AttackTally) => number): number =>
    attacks.reduce((total, attack) => total + of(attack), 0);
  const [mutants, survivors] = [sum((one) => one.mutants), sum((one) => one.survivors)];
  const share = mutants === 0 ? 0 : (100 * survivors) / mutants;
  return (
    `${counted(mutants, 'mutant')}: ${survivors} pass (${share.toFixed(2)} %). ` +
    `Also pass: ${sum((one) => one.explained)} for a built-in reason, ${sum((one) => one.listed)} that a mission lists. ` +
    `Left out: ${sum((one) => one.equivalent)} that mean the same.`
  );
}

/** `FILE:LINE:COLUMN: MESSAGE (RULE)`: editors and terminals can jump to it. */
function findingLine({ file, line: row, column, message, rule, severity }: Finding): Line {
  return [
    { text: `    ${relative(process.cwd(), file) || file}:${row}:${column}: `, tone: 'code' },
    { text: message, ...(severity === 'warning' && { tone: 'warn' as const }) },
    { text: ` (${rule})`, tone: 'dim' },
  ];
}
