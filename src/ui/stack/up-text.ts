import type { UpEvent } from '../../stack/up/events.js';
import { pasteable } from '../../util/invocation.js';

/** Seconds with one decimal, such as "3.2 s"; empty before anything began. */
export function elapsedText(since: number | undefined, until: number | undefined, now: number): string {
  return since === undefined ? '' : `${(Math.max(0, (until ?? now) - since) / 1000).toFixed(1)} s`;
}

/** Progress of a download: "12.4 of 93.1 MB", "12.4 MB". */
export function progressText({ done, total }: { done?: number; total?: number } = {}): string {
  if (done === undefined) return '';
  const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
  return total === undefined ? `${megabytes(done)} MB` : `${megabytes(done)} of ${megabytes(total)} MB`;
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
      if (event.progress?.done !== undefined || event.state === 'waiting') return undefined;
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
