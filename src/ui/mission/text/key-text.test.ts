import { expect, test } from 'vitest';
import { asking, viewOf } from '../../../../test/fixtures/mission-view.js';
import { loadMissions, missionDirectories } from '../../../missions/library/library.js';
import { packageRoot } from '../../../util/package-root.js';
import { plainText } from '../../text/line.js';
import { screenText } from './screen-text.js';

const { missions } = await loadMissions(missionDirectories(packageRoot(), {}));

test.each([
  [80, 24, 3, /Enter check.* Tab complete.* \^N skip.* \^P back.* Esc quit/],
  [60, 15, 1, /^Enter check {3}\^T hint 1 of 3 +PgDn scroll {3}Esc quit$/],
  [40, 10, 2, /^Enter check {3}\^T hint 1 of 3 +PgDn scroll {3}Esc quit$/],
])('the keys of a %d × %d terminal take at most %d rows', (columns, rows, most, keys) => {
  const view = viewOf(asking(missions[0]!, 'rate-per-second'), 'up');
  const shown = screenText(view, { columns, rows }).lines.map(plainText);
  const foot = shown.slice(shown.lastIndexOf('') + 1);
  expect(foot.length).toBeLessThan(most + 1);
  expect(foot.join('  ')).toMatch(keys);
});

test.each([
  ['nothing', '', false],
  ['blanks only', '  ', false],
  ['a query', 'up', true],
])('offers to check an answer only if there is one: %s', (_, typed, isOffered) => {
  const screen = screenText(viewOf(asking(missions[0]!, 'rate-per-second'), typed), {
    columns: 80,
    rows: 24,
  });
  expect(screen.lines.map(plainText).join('\n').includes('Enter check')).toBe(isOffered);
});
