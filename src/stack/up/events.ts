import type { ServiceName } from '../spec.js';

/** What `up` tells while it works. A view folds these into what it shows. */
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

/** In the order they are passed through; `skipped`, `failed` and `stopped` are ends of their own. */
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
