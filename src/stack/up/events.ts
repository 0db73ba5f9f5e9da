import type { ServiceName } from '../spec.js';

/** What `up` reports while it works. A view folds these into what it shows. */
export type UpEvent =
  | { type: 'phase'; phase: UpPhase }
  | {
      type: 'service';
      service: ServiceName;
      state: ServiceProgress;
      detail?: string;
      progress?: { done?: number; total?: number };
    }
  | { type: 'targets'; up: number; of: number }
  | { type: 'notice'; text: string };

export type UpPhase = 'preflight' | 'start' | 'scrape' | 'verify' | 'rollback' | 'done';

/** In this order; `skipped`, `failed` and `stopped` are other ends. */
export type ServiceProgress =
  | 'waiting'
  | 'acquiring'
  | 'seeding'
  | 'starting'
  | 'checking'
  | 'healthy'
  | 'skipped'
  | 'failed'
  | 'stopped';

type Report = (state: ServiceProgress, detail?: string, progress?: { done?: number; total?: number }) => void;

/** Reports the progress of one service. */
export function reporter(service: ServiceName, onEvent: (event: UpEvent) => void): Report {
  return (state, detail, progress) =>
    onEvent({
      type: 'service',
      service,
      state,
      ...(detail !== undefined && { detail }),
      ...(progress && { progress }),
    });
}
