import { mkdir, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { stringify } from 'yaml';
import { EnvironmentError, UsageError } from '../../errors.js';
import { packageRoot } from '../../util/package-root.js';
import { unreadableReason } from '../../util/text-file.js';
import { loadMissions, missionDirectories } from './library.js';
import { id as idSchema } from './schema/fields.js';

/** A starter mission for its author to edit: `obs-lab mission new`. */

export interface NewMissionDocument {
  id: string;
  title: string;
  /** Absolute. */
  file: string;
}

/**
 * Writes a mission of three steps that passes `mission check`.
 * @param name an id, which becomes a folder of `directory`; or the path of the folder, whose name becomes the id
 * @throws UsageError MISSION_ID_INVALID · MISSION_EXISTS; EnvironmentError OUTPUT_UNUSABLE
 */
export async function createMission(
  name: string,
  { directory, title }: { directory: string; title: string | undefined },
): Promise<NewMissionDocument> {
  const isPath = name.includes('/') || name.includes(sep);
  const folder = isPath ? resolve(name) : resolve(directory, name);
  const id = basename(folder).replace(/^\d+-/, '');
  if (!idSchema.safeParse(id).success) {
    throw new UsageError(`“${id}” is not a valid mission id.`, {
      code: 'MISSION_ID_INVALID',
      hints: ['Use lower-case words joined by hyphens, such as slow-orders.'],
    });
  }
  const file = join(folder, 'mission.yaml');
  if (await exists(file)) {
    throw new UsageError(`There is already a mission in ${folder}.`, {
      code: 'MISSION_EXISTS',
      hints: ['Choose another name.'],
    });
  }
  await refuseTakenId(id, [...missionDirectories(packageRoot()), directory, dirname(folder)]);
  const document = { id, title: title ?? titleOf(id), file };
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(file, missionTemplate(document), { flag: 'wx' });
  } catch (cause) {
    throw new EnvironmentError(
      `The mission ${file} can’t be written: ${unreadableReason(cause as NodeJS.ErrnoException)}.`,
      { code: 'OUTPUT_UNUSABLE', hints: ['Name another directory with: --path DIR'], cause },
    );
  }
  return document;
}

/** If two missions had the same id, only one could be used. */
async function refuseTakenId(id: string, directories: readonly string[]): Promise<void> {
  const there = await Promise.all(directories.map(async (path) => ((await exists(path)) ? [path] : [])));
  const { missions } = await loadMissions(there.flat());
  const other = missions.find((mission) => mission.id === id);
  if (other) {
    throw new UsageError(`The id ${id} is taken by ${other.file}.`, {
      code: 'MISSION_EXISTS',
      hints: ['Choose another name.'],
    });
  }
}

/** `slow-orders` → `Slow orders`. */
function titleOf(id: string): string {
  const words = id.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function missionTemplate({ id, title }: { id: string; title: string }): string {
  // An absolute path: the mission may be anywhere.
  const schema = join(packageRoot(), 'missions/mission.schema.json');
  return `# yaml-language-server: $schema=${schema}
# What each field means: obs-lab docs authoring. Test it with: obs-lab mission check
${stringify({ id, title })}summary: What the learner can do afterwards, in a sentence.
learned:
  - A sentence for each thing that was learned.

steps:
  - id: requests-by-route
    title: A query
    concepts: [rate, aggregation]
    prompt: |
      How many requests per second does the API answer on each \`route\`, averaged over the last minute?

      Use \`http_requests_total\`.
    needs:
      - selector: http_requests_total
        window: 1m
    answer:
      type: promql
      reference: sum by (route) (rate(http_requests_total[1m]))
      accept:
        - sum(rate(http_requests_total[1m])) by (route)
        - sum without (method, status, instance, job) (rate(http_requests_total[1m]))
        - sum by (route) (increase(http_requests_total[1m])) / 60
      reject:
        - answer: sum(rate(http_requests_total[1m]))
          diagnosis: missing-labels
        - answer: sum by (route) (http_requests_total)
          diagnosis: raw-counter
        - answer: sum by (route) (increase(http_requests_total[1m]))
          diagnosis: increase-for-rate
    hints:
      - Take the rate of every series, then add up those that share a route.
      - '\`sum by (…) (rate(…[1m]))\`'
    hintsFor:
      raw-counter: A counter alone shows how many requests there ever were. Its rate shows how many there are per second.
    explanation: |
      First \`rate\`, then \`sum\`: a restart shows as a drop in one counter, and a sum would hide it.

  - id: requests-per-second
    title: A number
    concepts: [rate]
    prompt: |
      And on all routes together? Ask Prometheus, and type the number: requests per second over the last minute.
    needs:
      - selector: http_requests_total
        window: 1m
    answer:
      type: number
      reference: sum(rate(http_requests_total[1m]))
      unit: /s
      tolerance: { relative: 0.1 }
      mistakes:
        - query: sum(http_requests_total)
          why: That is how many there were since the API started.
    hints:
      - It is the sum of the values in the step before.
      - '\`obs-lab query\` shows the result of a query: try \`sum(rate(…[1m]))\`.'
    explanation: |
      Any number that was right during the last two minutes counts: the lab keeps changing.

  - id: after-a-restart
    title: A choice
    concepts: [counter]
    prompt: The API restarts. How does \`rate\` handle its counters?
    answer:
      type: choice
      options:
        - id: a
          text: It goes on as if nothing had happened.
          correct: true
          why: It sees the fall, and counts on from zero.
        - id: b
          text: It is negative for some time.
          why: A counter can't fall, so a fall must be a restart; \`rate\` knows that.
        - id: c
          text: It is gone for a whole window.
          why: Two samples after the restart are enough.
    hints:
      - Counters start again at zero.
      - A counter never falls while it counts. So what must have happened?
    explanation: |
      That is why counters are stored as they are, and why \`rate\` comes first.
`;
}
