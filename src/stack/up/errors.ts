import { EnvironmentError, ExitCode, LabError } from '../../errors.js';
import type { ServiceSpec } from '../spec.js';

/** A service exited, or did not become healthy in time. */
export class ServiceFailedError extends EnvironmentError {
  readonly lastLines: readonly string[];

  constructor(spec: ServiceSpec, reason: string, lastLines: readonly string[]) {
    const log =
      lastLines.length > 0 ? `\nLast log lines:\n${lastLines.map((line) => `  ${line}`).join('\n')}` : '';
    super(`${spec.title} did not start: ${reason}${log}`, {
      code: 'SERVICE_FAILED',
      hints: [`Read its log: obs-lab logs ${spec.name}`, 'Check this machine: obs-lab doctor'],
    });
    this.lastLines = lastLines;
  }
}

/** Prometheus runs, but could not scrape all targets in time. */
export class NotScrapedError extends LabError {
  constructor(missing: readonly { job: string; lastError: string }[], timeoutMs: number) {
    const list = missing
      .map(({ job, lastError }) => `${job}${lastError ? ` (${lastError})` : ''}`)
      .join(', ');
    super(`Prometheus did not scrape every target within ${timeoutMs / 1000} s. Missing: ${list}`, {
      code: 'NOT_SCRAPED',
      exitCode: ExitCode.notRunning,
      hints: ['Allow more time: obs-lab up --timeout 120', 'Read its log: obs-lab logs prometheus'],
    });
  }
}
