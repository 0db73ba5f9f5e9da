import chalk from 'chalk';
import type { ServiceStatus, StackStatus } from '../../stack/verify/status.js';

/** `status` for a person: one row per service, then how to log in. */
export function renderStatus(status: StackStatus, now: number): string {
  const rows = status.services.map((service) => {
    const glyph = { running: chalk.green('✓'), stopped: chalk.red('✗'), skipped: chalk.yellow('–') }[
      service.state
    ];
    const where = service.url ?? service.reason ?? '';
    const since = service.since
      ? chalk.dim(`  ${identity(service)}, up ${durationText((now - Date.parse(service.since)) / 1000)}`)
      : '';
    return `${glyph} ${service.title.padEnd(11)} ${service.state.padEnd(8)} ${where}${since}`;
  });
  const logins = status.services
    .filter(({ password }) => password)
    .map(
      ({ title, user, password, database }) =>
        `  ${title.padEnd(11)} user ${user}, password ${password}${database ? `, database ${database}` : ''}`,
    );
  const notices = status.notices.map((notice) => `${chalk.yellow('!')} ${notice}`);
  const stopped = status.services.some(({ state }) => state === 'stopped');
  const next = stopped ? [`${chalk.dim('→')} Restart what is stopped: obs-lab up`] : [];
  const place = chalk.dim(`runtime ${status.runtime}, home ${status.home}`);
  return [
    ...rows,
    '',
    ...(logins.length > 0 ? ['Credentials', ...logins, ''] : []),
    ...notices,
    ...next,
    place,
  ].join('\n');
}

function identity({ pid, container }: ServiceStatus): string {
  return pid === undefined ? `container ${container?.slice(0, 12)}` : `pid ${pid}`;
}

/** "42 s", "7 min", "3 h 20 min". */
export function durationText(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1) return `${Math.max(0, Math.floor(seconds))} s`;
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
