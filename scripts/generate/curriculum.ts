import { loadMissions, missionDirectories } from '../../src/missions/library/library.js';
import type { Answer, Mission } from '../../src/missions/library/schema.js';
import { packageRoot } from '../../src/util/package-root.js';
import { counted } from '../../src/util/text/words.js';
import { type Files, markdownPage } from './files.js';
import { table } from './markdown.js';

/**
 * docs/curriculum.md, made from the missions, so that it can't promise steps that don't exist.
 * @throws Error if a mission can't be read
 */
export async function curriculum(): Promise<Files> {
  const { missions, broken } = await loadMissions(missionDirectories(packageRoot(), {}));
  if (broken.length > 0) throw new Error(`Can't read the missions: ${JSON.stringify(broken)}`);
  return markdownPage('docs/curriculum.md', page(missions));
}

/** How a step is answered, in a word or two. */
const ANSWERS: Readonly<Record<string, string>> = {
  promql: 'a query',
  number: 'a number',
  choice: 'a choice',
  check: 'an action',
  dashboard: 'a dashboard',
  rules: 'a rule file',
  relabel: 'relabelling',
  alertmanager: 'an Alertmanager file',
  exposition: 'a metrics page',
  load: 'a load run',
  mitigation: 'a mitigation',
  incident: 'an incident',
};

function page(missions: readonly Mission[]): string {
  const steps = missions.flatMap((mission) => mission.steps);
  return `# The curriculum

<!-- Generated from missions/*/mission.yaml by \`npm run generate\`; do not edit. -->

${counted(missions.length, 'mission')}, ${counted(steps.length, 'step')}, each graded on the live lab by what the answer means.
\`obs-lab mission\` shows your progress; \`obs-lab mission 1\` starts the first. A mission lists the ones it builds on, but you
can start it without them. To write your own, see [authoring.md](authoring.md).

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

What you learn:

${learned.map(({ says }) => `- ${says}`).join('\n')}
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
