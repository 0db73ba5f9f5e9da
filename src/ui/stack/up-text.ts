import type { UpEvent } from '../../stack/up/events.js';
import { pasteable } from '../../util/invocation.js';

/** Seconds with one decimal, such as "3.2 s"; empty before anything began. */
export function elapsedText(since: number | undefined, until: number | undefined, now: number): string {
  return since === undefined ? '' : `${(Math.max(0, (until ?? now) - since) / 1000).toFixed(1)} s`;
}

/** Progress of a download: "12.4 of 93.1 MB (13 %)", "12.4 MB". */
export function progressText({ done, total }: { done?: number; total?: number } = {}): string {
  if (done === undefined) return '';
  const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
  if (!total) return `${megabytes(done)} MB`;
  return `${megabytes(done)} of ${megabytes(total)} MB (${Math.floor((100 * done) / total)} %)`;
}

/**
 * A plain line for an event, for output that can't be redrawn; undefined for events that matter only to the live
 * view.
 */
export function upEventLine(event: UpEvent): string | undefined {
  switch (event.type) {
    case 'notice':
      return pasteable(event.text);
    case 'phase':
      return event.phase === 'scrape'
        ? 'waiting for the first scrape of every target'
        : event.phase === 'rollback'
          ? 'rolling back'
          : undefined;
    case 'targets':
      return undefined;
    case 'service': {
      if (event.state === 'waiting') return undefined;
      if (event.progress?.done !== undefined) return downloadLine(event);
      const verb = {
        acquiring: event.detail ? 'fetching' : undefined,
        seeding: 'seeding',
        starting: 'starting',
        checking: undefined,
        healthy: 'healthy',
        skipped: 'skipped',
        failed: 'failed',
        stopped: 'stopped',
      }[event.state];
      return (
        verb && `${event.service.padEnd(12)} ${verb}${event.detail ? `: ${pasteable(event.detail)}` : ''}`
      );
    }
  }
}

/** A line per quarter of a download, or per 10 MB if its size is unknown; undefined before the first. */
function downloadLine({
  service,
  detail = '',
  progress: { done = 0, total } = {},
}: Extract<UpEvent, { type: 'service' }>): string | undefined {
  const [part, whole] = total ? [Math.floor((4 * done) / total), 4] : [Math.floor(done / 10e6), undefined];
  if (part === 0) return undefined;
  const much = whole === undefined ? `${part * 10} MB` : `${part * 25} % of ${(total! / 1e6).toFixed(1)} MB`;
  return `${service.padEnd(12)} fetching: ${detail}, ${much}`;
}
