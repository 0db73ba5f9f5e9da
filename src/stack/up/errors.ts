import { EnvironmentError, ExitCode, LabError } from '../../errors.js';
import type { ServiceSpec } from '../spec.js';

/** A service ended, or did not become healthy in time. */
export class ServiceFailedError extends EnvironmentError {
  readonly lastLines: readonly string[];

  constructor(spec: ServiceSpec, reason: string, lastLines: readonly string[]) {
    const log =
      lastLines.length > 0 ? `\nIts last lines:\n${lastLines.map((line) => `  ${line}`).join('\n')}` : '';
    super(`${spec.title} did not come up: ${reason}${log}`, {
      code: 'SERVICE_FAILED',
      hints: [`See all it wrote: obs-lab logs ${spec.name}`, 'See what this machine lacks: obs-lab doctor'],
    });
    this.lastLines = lastLines;
  }
}

/** Prometheus runs, but does not get its targets' metrics. */
export class NotScrapedError extends LabError {
  constructor(missing: readonly { job: string; lastError: string }[], timeoutMs: number) {
    const list = missing
      .map(({ job, lastError }) => `${job}${lastError ? ` (${lastError})` : ''}`)
      .join(', ');
    super(`Prometheus did not scrape within ${timeoutMs / 1000} s: ${list}`, {
      code: 'NOT_SCRAPED',
      exitCode: ExitCode.notRunning,
      hints: [
        'Give it longer: obs-lab up --timeout 120',
        'See what Prometheus says: obs-lab logs prometheus',
      ],
    });
  }
}
