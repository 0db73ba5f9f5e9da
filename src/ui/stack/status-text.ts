import type { ActiveFault } from '../../faults/active.js';
import type { ServiceStatus, StackStatus } from '../../stack/verify/status.js';
import { pasteable } from '../../util/invocation.js';
import { type Line, line, type Segment, segment } from '../text/line.js';
import { paint } from '../text/paint.js';
import { fit } from '../text/wrap.js';
import { activeFaultLines } from './fault-text.js';

const MARKS: Readonly<Record<ServiceStatus['state'], Segment>> = {
  running: { text: '✓', tone: 'good' },
  stopped: { text: '✗', tone: 'bad' },
  skipped: { text: '–', tone: 'warn' },
};

/** The columns where a service's address and a login begin. */
const WHERE = 23;
const LOGIN = 14;

/** `status` for a person: one row per service, how to log in, and the faults in effect. */
export function renderStatus(
  status: StackStatus & { faults?: readonly ActiveFault[] },
  now: number,
  columns = Infinity,
): string {
  const rows = status.services.map((service): Line => {
    const where = service.url ?? pasteable(service.reason ?? '');
    const since = service.since
      ? `  ${identity(service)}, up ${durationText((now - Date.parse(service.since)) / 1000)}`
      : '';
    return [
      MARKS[service.state],
      segment(` ${service.title.padEnd(12)} ${service.state.padEnd(8)} ${where}`),
      segment(since, 'dim'),
    ];
  });
  const logins = status.services
    .filter(({ password }) => password)
    .map(({ title, user, password, database }) =>
      line(
        `  ${title.padEnd(12)} user ${user}, password ${password}${database ? `, database ${database}` : ''}`,
      ),
    );
  const notices = status.notices.map((notice): Line => [segment('!', 'warn'), segment(` ${notice}`)]);
  const stopped = status.services.some(({ state }) => state === 'stopped');
  const next: Line[] = stopped
    ? [[segment('→', 'dim'), segment(' Restart what has stopped: obs-lab up')]]
    : [];
  const faults = activeFaultLines(status.faults ?? []);
  const place = line(`runtime ${status.runtime}, home ${status.home}`, 'dim');
  return paint([
    ...fit(rows, columns, WHERE),
    [],
    ...(logins.length > 0 ? [line('Credentials'), ...fit(logins, columns, LOGIN), []] : []),
    ...(faults.length > 0 ? [...fit(faults, columns), []] : []),
    ...fit([...notices, ...next, place], columns),
  ]);
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
