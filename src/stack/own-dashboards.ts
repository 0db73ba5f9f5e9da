import { symlink, unlink } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { openHome } from './home.js';

/**
 * Lets the board show a dashboard file of the user's own, wherever it is: a link in the folder whose dashboards the
 * board reads at every request. Without a board in this home, nothing happens.
 */
export async function linkDashboard(path: string, home = openHome()): Promise<void> {
  const link = join(home.configDir, 'board/dashboards', `own-${basename(path)}`);
  await unlink(link).catch(() => undefined);
  // The folder is missing if the lab never ran a board. A link is no reason to fail.
  await symlink(resolve(path), link).catch(() => undefined);
}
