import { format, resolveConfig } from 'prettier';
import { expect, test } from 'vitest';
import { packageRoot } from '../../src/util/package-root.js';
import { counted } from '../../src/util/words.js';
import { loadMissions, missionDirectories } from '../../src/missions/library/library.js';
import type { Answer, Mission } from '../../src/missions/library/schema.js';

// docs/curriculum.md is made of the missions, so it can't promise steps that are not there.
// After a change of a mission: npx vitest run --project unit test/docs/curriculum.test.ts -u

test('docs/curriculum.md lists the missions as they are', async () => {
  const { missions, broken } = await loadMissions(missionDirectories(packageRoot(), {}));
  expect(broken).toEqual([]);
  const options = await resolveConfig('docs/curriculum.md');
  await expect(await format(page(missions), { ...options, parser: 'markdown' })).toMatchFileSnapshot(
    '../../docs/curriculum.md',
  );
});

/** How a step is answered, in a word or two. */
const ANSWERS: Readonly<Record<string, string>> = {
  promql: 'a query',
  number: 'a number',
  choice: 'a choice',
  check: 'a deed',
  dashboard: 'a dashboard',
  rules: 'a rule file',
  relabel: 'relabelling',
  exposition: 'a page of metrics',
  load: 'a load run',
};

function page(missions: readonly Mission[]): string {
  const steps = missions.flatMap((mission) => mission.steps);
  return `# The curriculum

<!-- Made of missions/*/mission.yaml by test/docs/curriculum.test.ts. -->

${counted(missions.length, 'mission')}, ${counted(steps.length, 'step')}, each graded on the live lab by what the answer means.
\`obs-lab mission\` shows how far you are; \`obs-lab mission 1\` begins. A mission that builds on others names them, and may be
begun all the same. How to write one of your own: [authoring.md](authoring.md).

${table(
  ['', 'mission', 'builds on', 'steps', 'what it is about'],
  missions.map(({ number, title, requires, steps: { length }, summary }) => [
    String(number),
    `[${title}](#${anchor(number, title)})`,
    requires.map((id) => missions.find((mission) => mission.id === id)?.number ?? id).join(', '),
    String(length),
    summary,
  ]),
)}

${missions.map(section).join('\n')}`;
}

function section({ number, title, steps, learned }: Mission): string {
  return `## ${heading(number, title)}

${table(
  ['', 'step', 'answered by', 'concepts'],
  steps.map(({ id, title: name, answer, concepts }, i) => [
    String(i + 1),
    `${name} (\`${id}\`)`,
    answeredBy(answer),
    concepts.map((concept) => (/[^\p{L}\p{N} '’-]/u.test(concept) ? `\`${concept}\`` : concept)).join(', '),
  ]),
)}

What one takes home:

${learned.map((sentence) => `- ${sentence}`).join('\n')}
`;
}

function answeredBy(answer: Answer): string {
  if (answer.type === 'load' && answer.search) return 'a search for the limit';
  return ANSWERS[answer.type] ?? answer.type;
}

function heading(number: number, title: string): string {
  return `${number}. ${title}`;
}

/** As GitHub names a heading. */
function anchor(number: number, title: string): string {
  return heading(number, title)
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
