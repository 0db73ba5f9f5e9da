import { Command } from '@oclif/core';
import { reportError, toLabError } from './report-error.js';

/**
 * What every command shares: `--json`, one way for errors to reach the user, and the documented exit codes.
 *
 * With `--json` a command's run() returns its document and oclif prints it; a failed check sets
 * `process.exitCode` and still returns (this.exit() would throw the document away).
 */
export abstract class LabCommand extends Command {
  static override enableJsonFlag = true;

  /** A line of progress or a notice: to stderr, so that stdout holds only the result. Silent with --json. */
  protected notice(line: string): void {
    if (!this.jsonEnabled()) process.stderr.write(`${line}\n`);
  }

  override async catch(error: unknown): Promise<void> {
    const failure = toLabError(error);
    if (failure) reportError(failure, { json: this.jsonEnabled(), cause: error });
  }
}
